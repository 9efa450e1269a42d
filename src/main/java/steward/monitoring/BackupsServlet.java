package steward.monitoring;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.platform.database.Database;
import steward.platform.database.EmbeddedBackup;
import steward.platform.http.JsonText;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * {@code POST /admin/api/backups} writes a copy of the embedded database into the data folder while it is in use: only the
 * process that has it open can. scripts/backup.sh asks for it. PostgreSQL is copied by its own tools.
 */
public class BackupsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final int MOST_BYTES = 1_000;

    @Resource(lookup = "java:app/jdbc/steward")
    private transient DataSource dataSource;

    @Inject
    private transient Database database;

    @Inject
    @ConfigProperty(name = "DATA_DIR")
    private transient String dataDir;

    /** Made by the container. */
    public BackupsServlet() {}

    /** What was written, below the data folder's {@code backups}. */
    record Written(String file, long bytes) {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED)
                    .with("method", request.getMethod())
                    .with("allow", "POST");
        }
        if (!database.isEmbedded()) {
            throw new ProblemException(ProblemType.NOT_SUPPORTED).with("what", "scripts/backup.sh (pg_dump)");
        }
        var file = file(JsonText.object(request.getInputStream().readNBytes(MOST_BYTES))
                .path("file")
                .asText(""));
        Files.createDirectories(file.getParent());
        write(file);
        var body = Json.bytes(new Written(file.getFileName().toString(), Files.size(file)));
        response.setStatus(HttpServletResponse.SC_CREATED);
        response.setContentType("application/json;charset=UTF-8");
        response.getOutputStream().write(body);
    }

    /** Never outside of its folder, whatever the name. */
    private Path file(String name) {
        return Optional.of(name)
                .filter(plain -> PLAIN_NAME.matcher(plain).matches())
                .map(plain -> Path.of(dataDir, "backups", plain))
                .orElseThrow(() -> ProblemException.badInput("file", "required"));
    }

    private void write(Path file) {
        try (var connection = dataSource.getConnection()) {
            EmbeddedBackup.write(connection, file);
        } catch (SQLException failed) {
            throw Database.told(failed);
        }
    }
}
