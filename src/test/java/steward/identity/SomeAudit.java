package steward.identity;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import steward.platform.concurrent.BlockingWork;
import steward.platform.database.Database;

/** An audit for tests of other rooms. */
public final class SomeAudit {
    private static final int MOST = 200;

    private SomeAudit() {}

    public static Audit on(Database database, Clock clock) {
        return new Audit(new AuditRepository(database, clock), new BlockingWork(Runnable::run, 10), null, clock);
    }

    /** How many entries of an action there are, at most 200. */
    public static int count(Database database, String action) {
        return outcomes(database, action).size();
    }

    /** What came of an action, or of all whose names begin so where it ends with a dot; latest first. */
    static List<String> outcomes(Database database, String action) {
        return entries(database, action).stream().map(AuditEvent::outcome).toList();
    }

    static List<AuditEvent> entries(Database database, String action) {
        return entries(database, Optional.of(action));
    }

    static List<AuditEvent> entries(Database database) {
        return entries(database, Optional.empty());
    }

    private static List<AuditEvent> entries(Database database, Optional<String> action) {
        var filter = new AuditRepository.AuditFilter(
                Optional.empty(), action, Optional.empty(), Optional.empty(), Optional.empty());
        return new AuditRepository(database, Clock.systemUTC())
                .page(filter, Optional.empty(), MOST).stream()
                        .map(AuditEntry::event)
                        .toList();
    }
}
