package steward.money;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.task.FakeRun;

import static org.assertj.core.api.Assertions.assertThat;

class UsageRollUpTest {
    private final List<String> days = new ArrayList<>();

    private UsageRollUp rollingUp(Integer... rows) {
        var left = new ArrayList<>(List.of(rows));
        return new UsageRollUp(
                new UsageRepository() {
                    @Override
                    int rollUp(String beforeDay) {
                        days.add(beforeDay);
                        return left.isEmpty() ? 0 : left.remove(0);
                    }
                },
                new MoneyConfig(Prices.of("CNY", ""), ZoneOffset.UTC, 0, new Allowance("", 0, 0, 0, 0, 0)),
                new FakeTime());
    }

    @Test
    void theHoursOfDaysLongGoneBecomeDaysSomeAtATime() {
        assertThat(rollingUp(2_000, 17).run(new FakeRun(null)))
                .isEqualTo(Map.of("before", "2026-08-23", "hours", 2_017));
        assertThat(days).containsOnly("2026-08-23").hasSize(3);
    }
}
