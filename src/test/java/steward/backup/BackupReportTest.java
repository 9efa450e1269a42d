package steward.backup;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import steward.backup.Backup.Verified;

import static org.assertj.core.api.Assertions.assertThat;

/** Whether the backups are as old as the schedules promise. */
class BackupReportTest {
    private static final Instant MADE = Instant.parse("2026-11-21T03:00:04Z");
    private static final Instant DUE = Instant.parse("2026-11-22T03:00:00Z");
    private static final Verified WHOLE = new Verified(MADE, true, null);
    private static final Verified DAMAGED = new Verified(MADE, false, "checksum");

    private static Backup backup(String id, Instant at, String sha256, Verified verified) {
        return new Backup(id, "embedded", 1, at, sha256, verified);
    }

    private static BackupReport report(Instant now, List<Backup> backups, Instant... due) {
        var config = new BackupConfig("a", Path.of("/b"), Path.of("/c"), Duration.ofDays(30), null);
        return BackupReport.of(config, backups, moment -> List.of(due), now);
    }

    @Test
    void theLastGoodOneIsTheLatestThatWasReadAndFoundWhole() {
        var report = report(
                MADE,
                List.of(
                        backup("damaged", MADE, "x", DAMAGED),
                        backup("unread", MADE, "x", null),
                        backup("without-checksum", MADE, null, WHOLE),
                        backup("good", MADE, "x", WHOLE),
                        backup("older", MADE.minusSeconds(60), "x", WHOLE)),
                DUE);

        assertThat(report.lastGood()).isEqualTo("good");
        assertThat(report.folder()).isEqualTo("/b");
        assertThat(report.keepDays()).isEqualTo(30);
        assertThat(report.items()).hasSize(5);
    }

    @Test
    void itIsLateAnHourAfterTheNextOneWasDueAndNotBefore() {
        var good = List.of(backup("good", MADE, "x", WHOLE));

        assertThat(report(DUE, good, DUE).late()).isFalse();
        assertThat(report(DUE.plus(Duration.ofHours(1)), good, DUE).late()).isFalse();
        assertThat(report(DUE.plus(Duration.ofHours(1)).plusSeconds(1), good, DUE)
                        .late())
                .isTrue();
    }

    @Test
    void theEarliestOfSeveralSchedulesIsThePromise() {
        var report = report(
                DUE.plus(Duration.ofHours(2)),
                List.of(backup("good", MADE, "x", WHOLE)),
                DUE.plus(Duration.ofDays(30)),
                DUE);

        assertThat(report.dueAt()).isEqualTo(DUE);
        assertThat(report.late()).isTrue();
    }

    @Test
    void theSchedulesAreAskedForWhatFollowsTheLastGoodOne() {
        var config = new BackupConfig("a", Path.of("/b"), Path.of("/c"), Duration.ofDays(30), null);
        var damagedLater = List.of(backup("damaged", DUE, "x", DAMAGED), backup("good", MADE, "x", WHOLE));

        var report = BackupReport.of(config, damagedLater, moment -> List.of(moment.plusSeconds(1)), DUE);

        assertThat(report.dueAt()).isEqualTo(MADE.plusSeconds(1));
        assertThat(report.late()).isTrue();
    }

    @Test
    void withoutAScheduleNothingIsPromisedAndWithoutAGoodOneNothingIsLate() {
        var unscheduled = report(DUE.plus(Duration.ofDays(400)), List.of(backup("good", MADE, "x", WHOLE)));
        assertThat(unscheduled.scheduled()).isFalse();
        assertThat(unscheduled.dueAt()).isNull();
        assertThat(unscheduled.late()).isFalse();

        var none = report(MADE, List.of(), DUE);
        assertThat(none.lastGood()).isNull();
        assertThat(none.scheduled()).isTrue();
        assertThat(none.late()).isFalse();
    }
}
