package steward.task;

import java.time.Clock;
import java.util.List;
import steward.platform.database.Database;
import steward.platform.database.Ids;

/** The door of the room for tests of others: a queue that accepts, and nobody who works. */
public final class TaskRoom {
    private TaskRoom() {}

    /** A queue for tasks of one type that do nothing. */
    public static TaskQueue queue(Database database, String type) {
        var handlers = new TaskHandlers(List.of(new TestHandler(type, task -> null)));
        return new TaskQueue(
                new Acceptance(handlers, new Ids(Clock.systemUTC())), database, new TestSignals(), Runnable::run);
    }
}
