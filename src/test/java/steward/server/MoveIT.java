package steward.server;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.deploy.Installation;
import steward.deploy.Installation.Ran;
import steward.deploy.PostgresServer;
import steward.platform.config.Settings;
import steward.platform.database.Migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static steward.server.Accounts.json;

/** From the embedded database to PostgreSQL by scripts/restore.sh: all of it is there afterwards, or nothing was changed. */
class MoveIT {
    private static final String CONVERSATION =
            "insert into conversation values ('00000000-0000-0000-0000-000000000001', 'ada', '%s', current_timestamp,"
                    + " current_timestamp)";
    private static final String CANARY = "canary-of-a-title";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static PostgresServer server;

    @TempDir
    private Path folder;

    private Installation installation;
    private Path data;
    private String database;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void anInstallationAndAnEmptyDatabase() throws SQLException {
        installation = Installation.in(folder);
        data = installation.home().resolve("data");
        database = "moved_" + DATABASES.incrementAndGet();
        server.execute("postgres", "create database " + database);
    }

    @Test
    void anOrganisationThatGrewFindsAllOfItselfOnPostgresql() throws Exception {
        var settings = new LinkedHashMap<>(Instance.settings(
                "AUTH_REQUIRED",
                "true",
                "SECRET_KEY",
                "signing-secret-0123456789-abcdefghijklmnop",
                "ADMIN_PASSWORD",
                Accounts.PASSWORD));
        String key;
        String conversation;
        String delayed;
        String ended;
        long audited;
        Path rows;
        try (var steward = Instance.start("moving-embedded", settings)) {
            var owner = Accounts.signIn(steward, "admin");
            Accounts.addUser(steward, owner, "ada", "operator");
            key = Accounts.addKey(steward, Accounts.signIn(steward, "ada"), "{\"name\":\"her key\"}");
            var ada = Accounts.bearer(key);
            ok(
                    steward.post("/api/knowledge/add", "{\"content\":\"入职满一年的员工，年假十天。😀\"}", owner)
                            .statusCode(),
                    201);
            ok(
                    steward.post("/api/knowledge/add", "{\"content\":\"The boiler is inspected every March.\"}", owner)
                            .statusCode(),
                    201);
            conversation = json(steward.post("/api/chat", "{\"message\":\"年假几天？\"}", ada))
                    .path("conversation_id")
                    .asText();
            delayed = task(steward, ada, ",\"delay_s\":86400");
            ended = task(steward, ada, "");
            assertThat(steward.get("/api/tasks/" + ended + "/result?wait=30", ada)
                            .body())
                    .contains("succeeded");
            audited = verified(steward, owner);
            rows = steward.home().resolve("data");
        }
        var backup = backup(rows);

        var ran = restore(Map.of(), backup, "--lang", "en");

        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(ran.output())
                .contains("checksum (equal on both sides)", "Restored", "SECRET_KEY_PREVIOUS")
                .containsPattern("api_key +1 +[0-9a-f]{12}…")
                .containsPattern("document +2 +[0-9a-f]{12}…");
        assertThat(counts(moved())).isEqualTo(expected(rows));
        assertThat(data.resolve("restored")).content().startsWith("backup_");
        settings.put("DATABASE_URL", server.url("backend", database));
        try (var steward = Instance.start("moving-postgres", settings)) {
            var ada = Accounts.bearer(key);
            assertFound(steward, ada, "年假", "年假十天。😀");
            assertFound(steward, ada, "boiler inspected", "every March");
            assertThat(steward.get("/api/conversations/" + conversation, ada).body())
                    .contains("年假几天？");
            assertThat(steward.get("/api/tasks/" + delayed, ada).body()).contains("chat.complete");
            assertThat(steward.get("/api/tasks/" + ended + "/result", ada).body())
                    .contains("succeeded");
            Accounts.signIn(steward, "ada");
            var owner = Accounts.signIn(steward, "admin");
            assertThat(verified(steward, owner)).isGreaterThan(audited);
            // and life goes on
            ok(
                    steward.post("/api/knowledge/add", "{\"content\":\"病假五天。\"}", owner)
                            .statusCode(),
                    201);
            assertFound(steward, ada, "病假", "病假五天");
        }
    }

    private static String task(Instance steward, String[] who, String more) {
        var accepted = steward.post(
                "/api/tasks", "{\"type\":\"chat.complete\",\"payload\":{\"prompt\":\"年假？\"}" + more + "}", who);
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        return json(accepted).path("id").asText(json(accepted).path("task_id").asText());
    }

    /** How many entries the audit has, all of them as they were written. */
    private static long verified(Instance steward, String[] owner) {
        var verdict = json(steward.get("/admin/api/audit/verify", owner));
        assertThat(verdict.path("intact").asBoolean()).as(verdict.toString()).isTrue();
        return verdict.path("entries").asLong();
    }

    private static void assertFound(Instance steward, String[] who, String question, String text) {
        var path = "/api/knowledge/search?q=" + URLEncoder.encode(question, StandardCharsets.UTF_8);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(json(steward.get(path, who))
                                .at("/results/0/text")
                                .asText())
                        .contains(text));
    }

    private static void ok(int status, int wanted) {
        assertThat(status).isEqualTo(wanted);
    }

    @Test
    void whatPostgresqlHeldBeforeIsReplacedAndNobodysHeartbeatIsMoved() throws Exception {
        before("delete from instance");
        installation.embedded(CONVERSATION.formatted("年假"));
        installation.embedded(
                "insert into instance values ('old', 'r', current_timestamp, current_timestamp, '1', 'f', 'all', 'up', '{}')");
        installation.embedded("insert into task_worker values ('old', 'standard_tasks', 2, 1, current_timestamp)");
        installation.embedded("update knowledge_state set epoch = 'of-the-backup', change_no = 7");
        Files.createDirectories(data.resolve("index"));

        var ran = restore(Map.of(), backup(data));

        assertThat(ran.exit()).as(ran.output()).isZero();
        try (var postgres = moved()) {
            assertThat(all(postgres, "select title from conversation")).containsExactly("年假");
            assertThat(all(postgres, "select server_id from instance")).isEmpty();
            assertThat(all(postgres, "select worker from task_worker")).isEmpty();
            // no index, of whichever instance, takes itself for a copy of these rows
            assertThat(all(postgres, "select epoch from knowledge_state"))
                    .doesNotContain("of-the-backup")
                    .first()
                    .asString()
                    .hasSize(36);
            assertThat(all(postgres, "select change_no from knowledge_state")).containsExactly("7");
        }
        assertThat(data.resolve("index")).doesNotExist();
        assertNothingIsLeft();
    }

    @Test
    void aValueThatCannotBeCopiedLeavesPostgresqlAsItWas() throws Exception {
        before("insert into task_queue values ('mine', true)");
        installation.embedded(CONVERSATION.formatted("first"));
        installation.embedded(
                "insert into message values (random_uuid(), '00000000-0000-0000-0000-000000000001', 'user', '" + CANARY
                        + "' || char(0), null, null, null, current_timestamp)");

        var ran = restore(Map.of(), backup(data), "--lang", "en");

        assertRefused(ran, "message.content (id = ", "U+0000");
        assertThat(ran.output()).doesNotContain(CANARY);
        assertThat(data.resolve("restored")).doesNotExist();
    }

    @Test
    void rowsThatPostgresqlRefusesAreTakenBackAndTheirTableIsNamed() throws Exception {
        before("alter table conversation add constraint short check (length(title) < 10)");
        installation.embedded(CONVERSATION.formatted(CANARY));

        var ran = restore(Map.of(), backup(data), "--lang", "en");

        assertRefused(ran, "Not copied (table conversation)", "short");
        assertThat(ran.output()).doesNotContain(CANARY);
    }

    @Test
    void rowsThatPostgresqlChangesAreFoundByTheirChecksum() throws Exception {
        before(
                "create function shout() returns trigger language plpgsql as"
                        + " 'begin new.title = upper(new.title); return new; end'",
                "create trigger shout before insert on conversation for each row execute function shout()");
        installation.embedded(CONVERSATION.formatted("quiet"));

        var ran = restore(Map.of(), backup(data), "--lang", "zh");

        assertThat(ran.exit()).as(ran.output()).isEqualTo(1);
        assertThat(ran.output()).contains("表 conversation 不一致", "没有改变");
        assertUnchanged();
    }

    @Test
    void aBackupOfANewerVersionIsRefused() throws Exception {
        before("delete from instance");
        installation.embedded("delete from instance");
        installation.embedded(
                "insert into schema_history select 999, '999', 'tomorrow', 'SQL', 'V999__tomorrow.sql', 1, 'sa',"
                        + " current_timestamp, 1, true");

        assertRefused(restore(Map.of(), backup(data), "--lang", "en"), "The backup is of a newer version");
    }

    @Test
    void tablesOfANewerVersionInPostgresqlAreNotReplaced() throws Exception {
        before(
                "insert into schema_history select 999, '999', 'tomorrow', 'SQL', 'V999__tomorrow.sql', 1, 'backend', now(),"
                        + " 1, true");
        installation.embedded("delete from instance");

        assertRefused(restore(Map.of(), backup(data), "--lang", "en"), "PostgreSQL is of a newer version");
    }

    @Test
    void aDatabaseInUseIsNotReplaced() throws Exception {
        before("insert into instance values ('server-7', 'r', now(), now(), '1', 'f', 'all', 'up', '{}')");
        installation.embedded("delete from instance");

        assertRefused(restore(Map.of(), backup(data), "--lang", "en"), "Instances use this PostgreSQL: server-7");
    }

    @Test
    void wrongFilesAreRefusedBeforePostgresqlIsAsked() throws Exception {
        before("delete from instance");
        Files.createDirectories(installation.backups());
        var noZip = Files.writeString(installation.backups().resolve("backup_1.zip"), "PK, but no more");
        var other = zip("letter.txt", "hello");
        var damaged = zip("steward.mv.db", "not what H2 writes");

        assertRefused(restore(Map.of(), noZip, "--lang", "en"), "There is no checksum");
        check(noZip);
        assertRefused(restore(Map.of(), noZip, "--lang", "en"), "cannot be unpacked");
        assertRefused(restore(Map.of(), other, "--lang", "en"), "no embedded database in the backup");
        assertRefused(restore(Map.of(), damaged, "--lang", "en"), "cannot be opened");
        var embedded = Map.of("DATA_DIR", data.toString(), "STEWARD_ENV", "dev");
        var dump = Files.move(noZip, noZip.resolveSibling("backup_1.dump"));
        check(dump);
        var ran = installation.run(embedded, "scripts/restore.sh", dump.toString(), "--yes", "--lang", "en");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.output()).contains("a backup of PostgreSQL does not go into it");
    }

    @Test
    void nothingIsMovedWhileAnInstanceRunsOrWhereNobodyAnswers() throws Exception {
        before("delete from instance");
        installation.embedded("delete from instance");
        var backup = backup(data);

        assertRefused(
                restore(Map.of("DATABASE_URL", "postgresql://backend:canary@127.0.0.1:1/none"), backup, "--lang", "en"),
                "PostgreSQL cannot be reached (as backend)");
        var pid = Files.createDirectories(installation.home().resolve("run/server-9"))
                .resolve("pid");
        Files.writeString(pid, Long.toString(ProcessHandle.current().pid()));
        assertThat(restore(Map.of(), backup, "--lang", "en").output()).contains("Instances are running");
    }

    @Test
    void theOwnerMovesAndTheApplicationsUserMustBeAllowedToUseTheRows() throws Exception {
        var owner = "owner_of_" + database;
        var app = "app_of_" + database;
        server.execute("postgres", "create role " + owner + " login", "create role " + app + " login");
        server.execute(database, "alter schema public owner to " + owner, "grant usage on schema public to " + app);
        installation.embedded(CONVERSATION.formatted("年假"));
        var backup = backup(data);
        var both = Map.of("DATABASE_URL", server.url(app, database), "DATABASE_OWNER_URL", server.url(owner, database));

        var alone = restore(Map.of("DATABASE_URL", server.url(app, database)), backup, "--lang", "en");
        assertThat(alone.output()).contains("tables were not made (as " + app + ")", "permission denied");
        var refused = restore(both, backup, "--lang", "en");
        assertThat(refused.output()).contains("user " + app + " may not read and write", "conversation");
        assertThat(List.of(alone.exit(), refused.exit())).containsOnly(1);
        assertThat(server.count(database, "conversation")).isZero();

        server.execute(database, "grant select, insert, update, delete on all tables in schema public to " + app);
        var notItsOwner = restore(Map.of("DATABASE_URL", server.url(app, database)), backup, "--lang", "en");
        assertThat(notItsOwner.exit()).isEqualTo(1);
        assertThat(notItsOwner.output()).contains("DATABASE_OWNER_URL");
        var moved = restore(both, backup);
        assertThat(moved.exit()).as(moved.output()).isZero();
        assertThat(server.count(database, "conversation")).isEqualTo(1);
        assertNothingIsLeft();
    }

    /** Rows that were there before, and then these statements. */
    private void before(String... statements) throws SQLException {
        Migrations.migrated(Settings.of(Map.of("DATABASE_URL", server.url("backend", database))));
        server.execute(database, CONVERSATION.formatted("before"));
        server.execute(database, statements);
    }

    private void assertRefused(Ran ran, String... words) throws Exception {
        assertThat(ran.exit()).as(ran.output()).isEqualTo(1);
        assertThat(ran.output()).contains(words);
        assertUnchanged();
    }

    private void assertUnchanged() throws Exception {
        try (var postgres = moved()) {
            assertThat(all(postgres, "select title from conversation")).containsExactly("before");
        }
        assertNothingIsLeft();
    }

    /** The unpacked backup is nobody's to find. */
    private void assertNothingIsLeft() throws IOException {
        if (Files.isDirectory(data)) {
            try (Stream<Path> files = Files.list(data)) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .noneMatch(name -> name.startsWith("moving"));
            }
        }
    }

    private Path backup(Path rows) throws Exception {
        var ran = installation.run(
                Map.of("DATA_DIR", rows.toString(), "STEWARD_ENV", "dev"),
                "scripts/backup.sh",
                "--to",
                installation.backups().toString());
        assertThat(ran.exit()).as(ran.output()).isZero();
        return installation.backup(".zip");
    }

    private Ran restore(Map<String, String> more, Path backup, String... options) throws Exception {
        var environment = new LinkedHashMap<>(installation.on(server, database));
        environment.putAll(more);
        var arguments = new ArrayList<>(List.of(backup.toString(), "--yes"));
        arguments.addAll(List.of(options));
        return installation.run(environment, "scripts/restore.sh", arguments.toArray(String[]::new));
    }

    /** A ZIP of one file, with its checksum. */
    private Path zip(String name, String content) throws Exception {
        var file = installation.backups().resolve("backup_of_" + name + ".zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
        }
        check(file);
        return file;
    }

    private static void check(Path file) throws Exception {
        var sum = new ProcessBuilder("sha256sum", file.getFileName().toString())
                .directory(file.getParent().toFile())
                .redirectOutput(Path.of(file + ".sha256").toFile())
                .start();
        assertThat(sum.waitFor()).isZero();
    }

    private Connection moved() throws SQLException {
        return server.connect("backend", database);
    }

    /** Of the embedded database, without what stays behind. */
    private static Map<String, String> expected(Path rows) throws SQLException {
        try (var connection = DriverManager.getConnection(
                "jdbc:h2:file:" + rows.resolve("steward") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE", "sa", "")) {
            var counts = counts(connection);
            counts.put("instance", "0");
            counts.put("task_worker", "0");
            return counts;
        }
    }

    private static Map<String, String> counts(Connection connection) throws SQLException {
        var counts = new LinkedHashMap<String, String>();
        var tables = all(
                connection,
                "select table_name from information_schema.tables where table_schema = current_schema"
                        + " and table_name <> 'schema_history'");
        for (var table : tables) {
            counts.put(
                    table,
                    all(connection, "select count(*) from \"" + table + "\"").get(0));
        }
        return counts;
    }

    private static List<String> all(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
