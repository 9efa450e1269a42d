package steward.backup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.database.DatabaseUrl;

/**
 * Where backups go.
 *
 * @param serverId the name of this instance
 * @param folder of the backups; all instances' where it is shared
 * @param handover where scripts/backup.sh fetches its copies of the embedded database
 * @param keep how long
 * @param database what is copied
 */
record BackupConfig(String serverId, Path folder, Path handover, Duration keep, DatabaseUrl database) {
    /** Reads the settings. */
    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        BackupConfig backupConfig(
                @ConfigProperty(name = "SERVER_ID") String serverId,
                @ConfigProperty(name = "BACKUP_KEEP_DAYS") long keepDays) {
            var settings = Settings.current();
            return new BackupConfig(
                    serverId,
                    settings.path(Setting.BACKUP_DIR),
                    settings.path(Setting.DATA_DIR).resolve("backups"),
                    Duration.ofDays(keepDays),
                    DatabaseUrl.of(settings));
        }
    }
}
