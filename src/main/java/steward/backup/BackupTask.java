package steward.backup;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import steward.identity.Role;
import steward.platform.problem.FieldErrors;
import steward.task.TaskContext;
import steward.task.TaskHandler;

/** {@code backup}: makes a backup on the instance that it runs on. All rows are in the file, so it is for administrators. */
@ApplicationScoped
class BackupTask implements TaskHandler {
    static final String TYPE = "backup";
    private static final int RETRIES = 2;

    private Backups backups;

    BackupTask() {} // for the CDI proxy

    @Inject
    BackupTask(Backups backups) {
        this.backups = backups;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Role role() {
        return Role.ADMIN;
    }

    @Override
    public int retries() {
        return RETRIES;
    }

    @Override
    public Duration timeout() {
        return Duration.ofHours(4);
    }

    @Override
    public void validate(JsonNode payload) {
        var errors = new FieldErrors();
        payload.fieldNames().forEachRemaining(name -> errors.add("payload." + name, "unknown"));
        errors.throwIfAny();
    }

    @Override
    public Object run(TaskContext task) throws IOException {
        return backups.make(task::onCancel);
    }
}
