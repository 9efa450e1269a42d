package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.function.Consumer;
import steward.platform.database.Database;

/**
 * The way of every change that other instances must know of: one at a time over all instances, known here as soon as it is
 * committed and to the others within the follower's round. What the work tells the audit is committed with it or not at
 * all. Work that lost against another transaction is done again, so it must leave nothing behind but rows. Blocks; thread-safe.
 */
@ApplicationScoped
class IdentityChanges {
    private Database database;
    private DirectoryFollower follower;
    private AuditRepository entries;
    private Consumer<List<AuditEntry>> log;

    IdentityChanges() {} // for the CDI proxy

    @Inject
    IdentityChanges(Database database, DirectoryFollower follower, AuditRepository entries) {
        this(database, follower, entries, Audit::tell);
    }

    /** @param log what is told of entries that are committed */
    IdentityChanges(
            Database database, DirectoryFollower follower, AuditRepository entries, Consumer<List<AuditEntry>> log) {
        this.database = database;
        this.follower = follower;
        this.entries = entries;
        this.log = log;
    }

    /** All of the work is committed, or nothing where it throws; database_unavailable (503) where there is none. */
    <T> T change(Audit.Told<T> work) {
        var result = write((connection, audit) -> {
            // the row is held until the commit, so that nobody else decides on what is being changed here
            Database.update(connection, "update identity_state set change_no = change_no + 1 where one = 1");
            return work.in(connection, audit);
        });
        follower.catchUp();
        return result;
    }

    /** As {@link #change(Audit.Told)}, of what no audit is told. */
    <T> T change(Database.Work<T> work) {
        return change((connection, audit) -> work.in(connection));
    }

    /** Work that changes nothing that is followed, but is told to the audit. */
    <T> T write(Audit.Told<T> work) {
        return entries.commit(work, log);
    }

    /** Work that changes nothing that is followed. */
    <T> T read(Database.Work<T> work) {
        return database.inTransaction(work);
    }
}
