package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.platform.database.DatabaseReady;

/**
 * What scripts/restore.sh leaves in the data folder, since nothing runs while it works: told to the audit at the next start,
 * by the first of the instances that share the folder.
 */
@ApplicationScoped
class RestoreNote {
    private static final Logger LOG = Logger.getLogger(RestoreNote.class.getName());

    private Path note;
    private Audit audit;

    RestoreNote() {} // for the CDI proxy

    @Inject
    RestoreNote(@ConfigProperty(name = "DATA_DIR") String dataDir, Audit audit) {
        this.note = Path.of(dataDir, "restored");
        this.audit = audit;
    }

    void tell(@Observes DatabaseReady tables) {
        try {
            if (Files.exists(note)) {
                var what = Files.readString(note).strip();
                if (Files.deleteIfExists(note)) {
                    audit.record(AuditEvent.ofTheSystem("backup.restored", what));
                }
            }
        } catch (IOException unreadable) {
            LOG.log(Level.WARNING, "audit.restore_note file=" + note, unreadable);
        }
    }
}
