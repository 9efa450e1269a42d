package steward.task;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;

/** Whose a task is. Blocks; thread-safe. */
@ApplicationScoped
public class TaskOwners {
    private TaskRepository tasks;

    TaskOwners() {} // for the CDI proxy

    @Inject
    TaskOwners(TaskRepository tasks) {
        this.tasks = tasks;
    }

    /** Whether there is such a task and it belongs to this caller, named by {@link steward.identity.Caller#id()}. */
    public boolean owns(UUID task, String owner) {
        return tasks.glance(task, owner).isPresent();
    }
}
