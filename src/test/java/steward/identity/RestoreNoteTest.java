package steward.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.platform.database.DatabaseReady;

import static org.assertj.core.api.Assertions.assertThat;

class RestoreNoteTest {
    @TempDir
    private Path data;

    private final IdentityHouse house = IdentityHouse.open();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aRestoreIsToldToTheAuditByTheNextStartAndByNoOther() throws IOException {
        Files.writeString(data.resolve("restored"), "backup_20261121.zip root@主机 2026-11-21T08:00:00Z\n");
        for (var start = 0; start < 2; start++) {
            new RestoreNote(data.toString(), house.audit).tell(new DatabaseReady());
        }
        assertThat(SomeAudit.count(house.database, "backup.restored")).isEqualTo(1);
        assertThat(data).isEmptyDirectory();
    }
}
