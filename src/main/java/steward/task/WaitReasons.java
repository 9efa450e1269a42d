package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;

/** Says why a task waits: for its time, for a retry, for a thread, for somebody to resume its queue. Blocks; thread-safe. */
@ApplicationScoped
class WaitReasons {
    private static final Control NO_DEFAULT_LANGUAGE = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);

    private QueueRepository queues;

    WaitReasons() {} // for the CDI proxy

    @Inject
    WaitReasons(QueueRepository queues) {
        this.queues = queues;
    }

    /** The task with its reason, where it waits. */
    TaskInfo explained(TaskInfo task, Locale language) {
        return switch (task.status()) {
            case DELAYED -> with(task, task.waitReason() == null ? "run_at" : task.waitReason(), language);
            case QUEUED -> with(task, ofQueued(task), language);
            default -> task;
        };
    }

    private String ofQueued(TaskInfo task) {
        var queue = queues.all().stream()
                .filter(each -> each.name() == task.queue())
                .findFirst()
                .orElseThrow();
        if (queue.paused()) {
            return "queue_paused";
        }
        if (queue.workers() == 0) {
            return "no_worker";
        }
        return queue.running() >= queue.slots() ? "all_busy" : "its_turn";
    }

    private static TaskInfo with(TaskInfo task, String reason, Locale language) {
        var until = task.status() == TaskState.DELAYED ? task.runAt() : null;
        return task.with(new TaskInfo.Waiting(reason, text(reason, language), until), task.attempts(), task.log());
    }

    static String text(String reason, Locale language) {
        try {
            return ResourceBundle.getBundle(
                            "steward.task.reasons", language, WaitReasons.class.getClassLoader(), NO_DEFAULT_LANGUAGE)
                    .getString(reason);
        } catch (MissingResourceException ofAHandlersOwn) {
            return reason;
        }
    }
}
