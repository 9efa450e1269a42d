package steward.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import steward.platform.config.Bilingual;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.database.DatabaseUrl;
import steward.platform.database.PostgresAddress;

/** What the backup scripts ask: where the database is, as shell assignments in a file of theirs that nobody else may read. */
final class DatabaseCommand implements Command {
    private final Settings settings;

    DatabaseCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public Bilingual help() {
        return Bilingual.same("");
    }

    @Override
    public int run(List<String> arguments) {
        var assignments = answers(DatabaseUrl.of(settings)).entrySet().stream()
                .map(entry -> entry.getKey() + "='" + entry.getValue().replace("'", "'\\''") + "'\n")
                .collect(Collectors.joining());
        try {
            Files.writeString(Path.of(arguments.get(0)), assignments);
            return Steward.OK;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private Map<String, String> answers(DatabaseUrl url) {
        var answers = new LinkedHashMap<String, String>();
        answers.put("db_data", settings.text(Setting.DATA_DIR));
        answers.put("db_kind", url.isH2() ? "embedded" : "postgresql");
        if (!url.isH2()) {
            var address = PostgresAddress.of(url);
            answers.put("db_host", address.host());
            answers.put("db_port", Integer.toString(address.port()));
            answers.put("db_name", address.name());
            answers.put("db_user", address.user());
            answers.put("db_password", address.password());
            answers.put("db_sslmode", address.sslMode());
        }
        return answers;
    }
}
