package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import steward.platform.database.Database;

/**
 * The way of every change that other instances must know of: one at a time over all instances, known here as soon as it is
 * committed and to the others within the follower's round. Blocks; thread-safe.
 */
@ApplicationScoped
class IdentityChanges {
    private Database database;
    private DirectoryFollower follower;

    IdentityChanges() {} // for the CDI proxy

    @Inject
    IdentityChanges(Database database, DirectoryFollower follower) {
        this.database = database;
        this.follower = follower;
    }

    /** All of the work is committed, or nothing where it throws; database_unavailable (503) where there is none. */
    <T> T change(Database.Work<T> work) {
        var result = database.inTransaction(connection -> {
            // the row is held until the commit, so that nobody else decides on what is being changed here
            Database.update(connection, "update identity_state set change_no = change_no + 1 where one = 1");
            return work.in(connection);
        });
        follower.catchUp();
        return result;
    }

    /** Work that changes nothing that is followed. */
    <T> T read(Database.Work<T> work) {
        return database.inTransaction(work);
    }
}
