package steward.task;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import steward.platform.database.Database;
import steward.platform.database.Ids;
import steward.platform.problem.FieldErrors;

/** The door of the room for tests of others: a queue that accepts, and nobody who works. */
public final class TaskRoom {
    private TaskRoom() {}

    /** Whoever ends a task with an address writes the task that tells it; the address itself is nobody's business here. */
    static Callbacks callbacks() {
        return new Callbacks(new Callbacks.Secret(Optional.of("test")), null, new Ids(Clock.systemUTC())) {
            @Override
            void check(String url, FieldErrors errors) {
                // all are well
            }
        };
    }

    /** A queue for tasks of one type that do nothing. */
    public static TaskQueue queue(Database database, String type) {
        var handlers = new TaskHandlers(List.of(new TestHandler(type, task -> null)));
        return new TaskQueue(
                new Acceptance(handlers, callbacks(), new Ids(Clock.systemUTC())),
                database,
                new TestSignals(),
                new HandOver(),
                Runnable::run);
    }
}
