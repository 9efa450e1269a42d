package steward.schedule;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** When schedules are due, also on the days on which clocks are changed. */
class CronTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    private static List<String> next(String cron, ZoneId zone, String after, int most) {
        return Cron.of(cron, zone).next(Instant.parse(after), most).stream()
                .map(moment -> moment.atZone(zone).toOffsetDateTime().toString())
                .toList();
    }

    @Test
    void fiveFieldsAreMinutesAndSixAreSeconds() {
        assertThat(next("30 2 * * *", SHANGHAI, "2026-11-21T00:00:00Z", 2))
                .containsExactly("2026-11-22T02:30+08:00", "2026-11-23T02:30+08:00");
        assertThat(next("*/20 * * * * *", SHANGHAI, "2026-11-21T00:00:00Z", 3))
                .containsExactly("2026-11-21T08:00:20+08:00", "2026-11-21T08:00:40+08:00", "2026-11-21T08:01+08:00");
    }

    @Test
    void aTimeThatDoesNotExistHappensAnHourLaterByTheClock() {
        assertThat(next("30 2 * * *", BERLIN, "2026-03-28T12:00:00Z", 2))
                .containsExactly("2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00");
        assertThat(next("0,30 2-3 * * *", BERLIN, "2026-03-28T12:00:00Z", 3))
                .containsExactly("2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00", "2026-03-30T02:00+02:00");
    }

    @Test
    void aTimeThatComesTwiceHappensOnce() {
        assertThat(next("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
        assertThat(next("30 2 * * *", BERLIN, "2026-10-25T00:45:00Z", 1)).containsExactly("2026-10-26T02:30+01:00");
    }

    @Test
    void whatHappensEveryHourGoesByWhatReallyPasses() {
        assertThat(next("30 * * * *", BERLIN, "2026-10-24T23:45:00Z", 4))
                .containsExactly(
                        "2026-10-25T02:30+02:00",
                        "2026-10-25T02:30+01:00",
                        "2026-10-25T03:30+01:00",
                        "2026-10-25T04:30+01:00");
        assertThat(next("30 * * * *", BERLIN, "2026-03-29T00:15:00Z", 3))
                .containsExactly("2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00", "2026-03-29T04:30+02:00");
    }

    @Test
    void everyTimeOfAYearIsAfterTheOneBefore() {
        for (var cron : List.of("30 2 * * *", "*/7 * * * *", "15 1-4 * * 0", "0 3 1 * *")) {
            var times = Cron.of(cron, BERLIN).next(Instant.parse("2026-01-01T00:00:00Z"), 400);
            assertThat(times).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void theExpressionIsToldInWords() {
        assertThat(Cron.of("30 2 * * *", SHANGHAI).words(Locale.CHINESE)).contains("02:30");
        assertThat(Cron.of("30 2 * * *", SHANGHAI).words(Locale.ENGLISH)).isEqualTo("at 02:30");
        assertThat(Cron.of("*/5 * * * *", SHANGHAI).words(Locale.ENGLISH)).isEqualTo("every 5 minutes");
        assertThat(Cron.of("*/5 * * * *", SHANGHAI).words(Locale.CHINESE)).contains("5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "* * * *", "61 * * * *", "* * * * * * *", "@daily", "5-1 * * * *"})
    void whatIsNoExpressionIsRefused(String cron) {
        assertThatThrownBy(() -> Cron.of(cron, BERLIN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatNeverComesHasNoNextTime() {
        assertThat(Cron.of("0 0 30 2 *", BERLIN).next(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }
}
