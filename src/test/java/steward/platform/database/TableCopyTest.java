package steward.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.FreshTables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rows go from one database into another as they are, and a checksum tells where they do not. */
class TableCopyTest {
    private static final String CONVERSATION =
            "insert into conversation values ('00000000-0000-0000-0000-00000000000%s',"
                    + " 'ada', '%s', timestamp with time zone '2026-11-21 10:00:00.123456+08:00', current_timestamp)";

    private JdbcConnectionPool from;
    private JdbcConnectionPool to;
    private Connection source;
    private Connection target;

    @BeforeEach
    void twoDatabases() throws SQLException {
        from = FreshTables.open();
        to = FreshTables.open();
        source = from.getConnection();
        target = to.getConnection();
    }

    @AfterEach
    void close() throws SQLException {
        source.close();
        target.close();
        from.dispose();
        to.dispose();
    }

    private Table table(String name) throws SQLException {
        return Table.all(source).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        for (var each : statements) {
            Database.update(connection, each);
        }
    }

    @Test
    void aTableStandsBehindThoseThatItsRowsPointAt() throws SQLException {
        var names = Table.all(source).stream().map(Table::name).toList();

        assertThat(names).contains("audit_entry", "artefact_piece", "usage_sum").doesNotContain("schema_history");
        for (var pair : List.of(
                "collection document",
                "document passage",
                "conversation message",
                "organisation team",
                "team app_user",
                "app_user api_key",
                "schedule schedule_run",
                "artefact artefact_piece")) {
            assertThat(names).containsSubsequence(pair.split(" "));
        }
    }

    @Test
    void tablesThatPointAtEachOtherAreNotCopiedInAWrongOrder() {
        var tables = Map.of("hen", new Table("hen", List.of(), false), "egg", new Table("egg", List.of(), false));

        assertThatThrownBy(() -> Table.inOrder(tables, Map.of("hen", Set.of("egg"), "egg", Set.of("hen"))))
                .hasMessageContaining("[egg, hen]");
    }

    /** Where one did, a move would have to set the number on, beyond the highest that it copied. */
    @Test
    void noTableNumbersItsRowsByItself() throws SQLException {
        assertThat(Database.rows(
                        source,
                        "select table_name from information_schema.columns where table_schema = current_schema"
                                + " and (is_identity = 'YES' or column_default like '%next value%')",
                        row -> row.getString(1)))
                .isEmpty();
    }

    @Test
    void everyKindOfValueIsCopiedAsItIs() throws SQLException {
        execute(
                source,
                CONVERSATION.formatted(1, "年假 😀"),
                "insert into message values (random_uuid(), '00000000-0000-0000-0000-000000000001', 'user', repeat('长', 3000000),"
                        + " null, null, '', current_timestamp)",
                "insert into artefact values ('00000000-0000-0000-0000-000000000002', 'ada', 'a', 'b', 3, 'c', 'd',"
                        + " current_timestamp, current_timestamp)",
                "insert into artefact_piece values ('00000000-0000-0000-0000-000000000002', 0, X'00ff10')",
                "insert into task_queue values ('third', true)");
        execute(target, "delete from task_queue");

        for (var name : List.of("conversation", "message", "artefact", "artefact_piece", "task_queue")) {
            var copy = new TableCopy(table(name));
            var wanted = copy.copy(source, target);
            var found = copy.digest(target);
            assertThat(wanted.rows()).as(name).isPositive();
            assertThat(MoveToPostgres.same(name, wanted, found))
                    .isEqualTo(new MovedTable(name, wanted.rows(), found.checksum()));
        }
        var checked = "select content, citations, mode, length(content) as letters from message";
        assertThat(Database.rows(
                        target,
                        checked,
                        row -> row.getString("citations") + row.getString("mode") + row.getInt("letters")))
                .containsExactly("null3000000");
        assertThat(Database.rows(target, "select content from artefact_piece", row -> row.getBytes(1)))
                .containsExactly(new byte[] {0, (byte) 0xFF, 0x10});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from conversation where title = 'b'",
                "update conversation set title = 'B' where title = 'b'",
                "update conversation set owner = 'adab', title = '' where title = 'b'",
                "update conversation set updated_at = dateadd(microsecond, 1, updated_at) where title = 'b'"
            })
    void whateverDiffersIsToldByTheNameOfItsTable(String change) throws SQLException {
        execute(source, CONVERSATION.formatted(1, "a"), CONVERSATION.formatted(2, "b"));
        var copy = new TableCopy(table("conversation"));
        var wanted = copy.copy(source, target);
        assertThat(copy.digest(target)).isEqualTo(wanted);

        execute(target, change);

        var found = copy.digest(target);
        assertThatThrownBy(() -> MoveToPostgres.same("conversation", wanted, found))
                .isInstanceOf(MoveRefused.class)
                .hasMessageContaining("conversation differs")
                .hasMessageContaining("2 rows in the backup");
    }

    @Test
    void aChecksumIsOfTheRowsAndNotOfTheirOrder() throws SQLException {
        var rows = List.of(CONVERSATION.formatted(1, "a"), CONVERSATION.formatted(2, "b"));
        for (var row : rows) {
            execute(source, row.replace("current_timestamp", "timestamp with time zone '2026-11-21 10:00:00+00:00'"));
        }
        for (var i = rows.size() - 1; i >= 0; i--) {
            // the same moment under another offset
            execute(
                    target,
                    rows.get(i).replace("current_timestamp", "timestamp with time zone '2026-11-21 18:00:00+08:00'"));
        }
        var copy = new TableCopy(table("conversation"));

        assertThat(copy.digest(target).checksum())
                .hasSize(64)
                .isEqualTo(copy.digest(source).checksum());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\0b", "\uD83D", "\uDE00", "a\uD83Db", "\uD83D\uD83D\uDE00"})
    void aTextThatPostgresqlCannotHoldIsNamedByItsPlaceAndNotByItsWords(String text) throws SQLException {
        assertThat(TableCopy.isStorable(text)).isFalse();
        execute(source, CONVERSATION.formatted(1, "a"));
        Database.update(source, "update conversation set title = ?", "canary" + text);

        var copy = new TableCopy(table("conversation"));
        assertThatThrownBy(() -> copy.copy(source, target))
                .isInstanceOfSatisfying(
                        MoveRefused.class,
                        refused -> assertThat(refused.isOutcomeKnown()).isTrue())
                .hasMessageContaining("conversation.title (id = 00000000-0000-0000-0000-000000000001)")
                .hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "年假", "😀", "a😀b"})
    void everyOtherTextIsWelcome(String text) {
        assertThat(TableCopy.isStorable(text)).isTrue();
    }

    @Test
    void moreRowsThanAreSentAtOnceArriveAll() throws SQLException {
        execute(
                source,
                "insert into login_attempt select random_uuid(), 'n', 'w', false, current_timestamp from system_range(1, 1234)");
        var copy = new TableCopy(table("login_attempt"));

        assertThat(copy.copy(source, target)).isEqualTo(copy.digest(target));
        assertThat(copy.digest(target).rows()).isEqualTo(1234);
        assertThat(new LinkedHashSet<>(Database.rows(target, "select id from login_attempt", row -> row.getString(1))))
                .hasSize(1234);
    }

    @Test
    void tablesOfANewerVersionAreKnownByTheirHistory() throws SQLException {
        assertThat(Migrations.areNewer(from)).isFalse();

        execute(
                source,
                "insert into schema_history select 999, '999', 'of tomorrow', 'SQL', 'V999__of_tomorrow.sql', 1, 'sa',"
                        + " current_timestamp, 1, true");

        assertThat(Migrations.areNewer(from)).isTrue();
        assertThat(Migrations.areNewer(to)).isFalse();
    }
}
