package steward.money;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.FakeTime;
import steward.identity.SomeAudit;
import steward.platform.artefact.Artefacts;
import steward.platform.database.Database;
import steward.platform.database.Ids;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.task.TaskContext;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Usage as a file, for a schedule. */
class UsageExportTest {
    private static JdbcConnectionPool pool;
    private static Database database;

    private final FakeTime time = new FakeTime();
    private final UsageRepository rows = new UsageRepository(database);
    private final Artefacts artefacts = new Artefacts(database, new Ids(time), time);
    private final UsageExport export = new UsageExport(
            rows,
            new MoneyConfig(Prices.of("CNY", ""), ZoneOffset.UTC, 0, new Allowance("", 0, 0, 0, 0, 0)),
            artefacts,
            SomeAudit.on(database, time),
            time,
            3_600);

    @BeforeAll
    static void create() {
        pool = LedgerTest.inMemory();
        database = new Database(pool, true);
        new UsageRepository(database)
                .add(Map.of(
                        new UsageKey("2026-10-31", 23, "key:一", "王", "", "m"), new UsageSum(1, 0, 0, 7, 8, 9),
                        new UsageKey("2026-11-01", 0, "key:一", "王", "", "m"), new UsageSum(1, 0, 0, 70, 80, 90)));
    }

    @AfterAll
    static void drop() {
        pool.dispose();
    }

    @Test
    void withoutDaysItIsTheWholeMonthBefore() throws Exception {
        var file = exported("{}");
        assertThat(file.name()).isEqualTo("usage-2026-10-01-2026-10-31.csv");
        assertThat(file.lines()).isEqualTo(1);
        assertThat(file.expiresAt()).isEqualTo(time.instant().plus(Duration.ofHours(1)));
        assertThat(content(file).lines())
                .containsExactly(
                        "\uFEFFkey,model,day,requests,cached,failed,prompt_tokens,completion_tokens,cost,currency",
                        "key:一,m,2026-10-31,1,0,0,7,8,0.000009,CNY");
    }

    @Test
    void daysAndGroupsCanBeNamed() throws Exception {
        var file = exported("{\"from\":\"2026-10-31\",\"to\":\"2026-11-02\",\"group_by\":\"user,month\"}");
        assertThat(content(file).lines().skip(1))
                .containsExactly("王,2026-10,1,0,0,7,8,0.000009,CNY", "王,2026-11,1,0,0,70,80,0.00009,CNY");
    }

    @Test
    void whoHadItExportedIsInTheAudit() throws Exception {
        var before = SomeAudit.count(database, "usage.export");
        exported("{}");
        assertThat(SomeAudit.count(database, "usage.export")).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"from\":\"昨天\"}",
                "{\"from\":7}",
                "{\"group_by\":\"colour\"}",
                "{\"from\":\"2026-11-02\",\"to\":\"2026-11-01\"}",
                "[]"
            })
    void aWishThatMakesNoSenseIsRefusedBeforeItIsAccepted(String payload) {
        assertThatThrownBy(() -> export.validate(Json.mapper().readTree(payload)))
                .isInstanceOf(ProblemException.class);
    }

    private UsageExport.Exported exported(String json) throws Exception {
        var payload = Json.mapper().readTree(json);
        export.validate(payload);
        return database.untilCommitted(connection -> (UsageExport.Exported) export.run(task(payload, connection)));
    }

    private String content(UsageExport.Exported file) throws IOException, SQLException {
        var id = UUID.fromString(file.url().replaceFirst("/downloads/(.{36}).*", "$1"));
        return new String(artefacts.content(id).orElseThrow(), UTF_8);
    }

    private static TaskContext task(JsonNode payload, Connection connection) {
        var known = Map.of("payload", payload, "owner", "user:王", "connection", connection);
        return (TaskContext) Proxy.newProxyInstance(
                TaskContext.class.getClassLoader(),
                new Class<?>[] {TaskContext.class},
                (proxy, method, arguments) -> known.get(method.getName()));
    }
}
