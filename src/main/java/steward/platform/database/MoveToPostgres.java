package steward.platform.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.util.PSQLException;
import steward.platform.config.Settings;

/**
 * Puts the rows of an embedded backup in the place of all that PostgreSQL holds, in one transaction: PostgreSQL has all of
 * them, compared by number and checksum table by table, or what it had before. Its tables may have been brought to this
 * version either way, as by a start. Rows about instances that live (their heartbeats) stay behind, they would be of
 * processes that are not; leases of tasks go along and lapse, so that what was running in the backup is run again.
 */
public final class MoveToPostgres {
    /** Heartbeats: of instances, and of what works on a queue. */
    private static final Set<String> LEFT_BEHIND = Set.of("instance", "task_worker");

    private static final String LIVING = "select server_id from instance where state <> 'stopped'"
            + " and seen_at > current_timestamp - interval '10 seconds' order by server_id";
    private static final String MAY_WRITE = "has_table_privilege(?, 'select') and has_table_privilege(?, 'insert')"
            + " and has_table_privilege(?, 'update') and has_table_privilege(?, 'delete')";
    private static final String NOT_PERMITTED = "42501";
    private static final String NO_LOCK = "55P03";

    private final Path folder;
    private final DatabaseUrl owner;
    private final DatabaseUrl application;

    /**
     * @param folder where the backup is unpacked; its tables are changed to this version's
     * @param settings name the PostgreSQL
     */
    public MoveToPostgres(Path folder, Settings settings) {
        this.folder = folder;
        this.owner = DatabaseUrl.ofOwner(settings).patient();
        this.application = DatabaseUrl.of(settings).patient();
    }

    /**
     * Moves them.
     *
     * @return every table that was moved, also those without a row
     * @throws MoveRefused where it was not done
     */
    public List<MovedTable> move() {
        if (owner.isH2() || application.isH2()) {
            throw MoveRefused.because("DATABASE_URL 不是 PostgreSQL", "DATABASE_URL is no PostgreSQL");
        }
        var backup = StewardDataSource.h2(backup());
        try (var target = reached(owner);
                var source = opened(backup)) {
            migrate(backup, source);
            migratePostgresql(target);
            requireRights(Table.all(source));
            return inOneTransaction(source, target);
        } catch (SQLException failure) {
            throw told(failure, null);
        }
    }

    private DatabaseUrl backup() {
        var name = file().toAbsolutePath().toString().replaceFirst("\\.mv\\.db$", "");
        return DatabaseUrl.of("jdbc:h2:file:" + name + ";IFEXISTS=TRUE", "", folder);
    }

    private Path file() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".mv.db"))
                    .findFirst()
                    .orElseThrow(
                            () -> MoveRefused.because("备份里没有内嵌数据库", "There is no embedded database in the backup"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Connection opened(DataSource backup) {
        try {
            var connection = backup.getConnection();
            try (var statement = connection.createStatement()) {
                // else it would hold all rows of a table in the heap before the first is copied
                statement.execute("set lazy_query_execution true");
            }
            return connection;
        } catch (SQLException damaged) {
            throw MoveRefused.because(
                    "备份里的数据库打不开：" + firstLine(damaged),
                    "The backup's database cannot be opened: " + firstLine(damaged),
                    damaged);
        }
    }

    private static Connection reached(DatabaseUrl url) {
        try {
            // many rows in one statement, not one statement for each
            return StewardDataSource.to(
                            new DatabaseUrl(url.jdbc() + "&reWriteBatchedInserts=true", url.user(), url.password()))
                    .getConnection();
        } catch (SQLException away) {
            throw MoveRefused.because(
                    "连不上 PostgreSQL（用户 " + url.user() + "）：" + firstLine(away),
                    "PostgreSQL cannot be reached (as " + url.user() + "): " + firstLine(away),
                    away);
        }
    }

    private static void migrate(DataSource backup, Connection source) throws SQLException {
        requireNotNewer(backup, "备份", "The backup");
        try {
            Migrations.migrated(backup);
        } catch (FlywayException failed) {
            throw MoveRefused.because(
                    "备份的数据表升级不了：" + firstLine(failed),
                    "The backup's tables were not migrated: " + firstLine(failed),
                    failed);
        }
        source.setAutoCommit(false);
    }

    private void migratePostgresql(Connection target) throws SQLException {
        var tables = StewardDataSource.to(owner);
        requireNotNewer(tables, "PostgreSQL", "PostgreSQL");
        if (Table.names(target).contains("instance")) {
            requireNobodyLives(target);
        }
        try {
            Migrations.migrated(tables);
        } catch (FlywayException failed) {
            throw MoveRefused.because(
                    "PostgreSQL 的数据表没有建好（用户 " + owner.user() + "）：" + firstLine(failed)
                            + "。数据库应为空或是 Steward 的；用户须能建表，否则设置 DATABASE_OWNER_URL。",
                    "PostgreSQL's tables were not made (as " + owner.user() + "): " + firstLine(failed)
                            + ". The database must be empty or Steward's; the user must be allowed to make tables, else set"
                            + " DATABASE_OWNER_URL.",
                    failed);
        }
    }

    private static void requireNotNewer(DataSource tables, String zh, String en) {
        try {
            if (Migrations.areNewer(tables)) {
                throw MoveRefused.because(
                        zh + "来自更新的版本：请用那个版本的程序恢复",
                        en + " is of a newer version than this program: restore it with that one");
            }
        } catch (FlywayException unreadable) {
            throw MoveRefused.because(
                    zh + "的版本读不出来：" + firstLine(unreadable),
                    en + ": its version cannot be read: " + firstLine(unreadable),
                    unreadable);
        }
    }

    private static void requireNobodyLives(Connection target) throws SQLException {
        var living = Database.rows(target, LIVING, row -> row.getString(1));
        if (!living.isEmpty()) {
            throw MoveRefused.because(
                    "还有实例在使用这个 PostgreSQL：" + String.join("、", living) + "。先停下；刚被强行结束的，等十秒。",
                    "Instances use this PostgreSQL: " + String.join(", ", living)
                            + ". Stop them first; where they were just killed, wait ten seconds.");
        }
    }

    /** An application that could not read its rows afterwards would be no use. */
    private void requireRights(List<Table> tables) throws SQLException {
        try (var connection = reached(application)) {
            var refused = new ArrayList<String>();
            for (var table : tables) {
                var name = Table.quoted(table.name());
                if (!Database.rows(connection, "select " + MAY_WRITE, row -> row.getBoolean(1), name, name, name, name)
                        .get(0)) {
                    refused.add(table.name());
                }
            }
            if (!refused.isEmpty()) {
                throw MoveRefused.because(
                        "用户 " + application.user() + " 不能读写 PostgreSQL 的表 " + String.join("、", refused)
                                + "。请授予 select、insert、update、delete。",
                        "The user " + application.user() + " may not read and write PostgreSQL's tables "
                                + String.join(", ", refused) + ". Grant select, insert, update and delete.");
            }
        }
    }

    private List<MovedTable> inOneTransaction(Connection source, Connection target) throws SQLException {
        var tables = Table.all(source);
        target.setAutoCommit(false);
        try {
            empty(target, tables);
            var moved = new ArrayList<MovedTable>();
            for (var table : tables) {
                if (!LEFT_BEHIND.contains(table.name())) {
                    moved.add(moved(table, source, target));
                }
            }
            beginAnew(target, tables);
            commit(target);
            return moved;
        } finally {
            // what is committed stays
            rollBack(target);
        }
    }

    /** Locked first, so that an instance that starts meanwhile waits for the rows. */
    private void empty(Connection target, List<Table> tables) throws SQLException {
        var all = tables.stream().map(table -> Table.quoted(table.name())).collect(Collectors.joining(", "));
        try (var statement = target.createStatement()) {
            statement.execute("set local lock_timeout = '10s'");
            statement.execute("lock table " + all + " in access exclusive mode");
            requireNobodyLives(target);
            statement.execute("truncate table " + all);
        } catch (SQLException refused) {
            if (NOT_PERMITTED.equals(refused.getSQLState())) {
                throw MoveRefused.because(
                        "用户 " + owner.user() + " 不能清空 PostgreSQL 的表：请用表的所有者设置 DATABASE_OWNER_URL",
                        "The user " + owner.user() + " may not empty PostgreSQL's tables: name their owner in"
                                + " DATABASE_OWNER_URL",
                        refused);
            }
            throw refused;
        }
    }

    private static MovedTable moved(Table table, Connection source, Connection target) {
        try {
            var copy = new TableCopy(table);
            var wanted = copy.copy(source, target);
            return same(table.name(), wanted, copy.digest(target));
        } catch (SQLException failure) {
            throw told(failure, table);
        }
    }

    /** @throws MoveRefused where the two databases hold different rows */
    static MovedTable same(String name, TableDigest wanted, TableDigest found) {
        if (!wanted.equals(found)) {
            throw MoveRefused.because(
                    "表 " + name + " 不一致：备份 " + wanted.rows() + " 行，PostgreSQL " + found.rows() + " 行，校验和不同。已撤销。",
                    "The table " + name + " differs: " + wanted.rows() + " rows in the backup, " + found.rows()
                            + " in PostgreSQL, another checksum. Taken back.");
        }
        return new MovedTable(name, wanted.rows(), wanted.checksum());
    }

    /** Any search index of other instances, of the rows that were here before or of an earlier move, is of other rows now. */
    private static void beginAnew(Connection target, List<Table> tables) throws SQLException {
        Database.update(
                target,
                "update knowledge_state set epoch = ? where epoch is not null",
                UUID.randomUUID().toString());
        try (var statement = target.createStatement()) {
            statement.execute("analyze "
                    + tables.stream().map(table -> Table.quoted(table.name())).collect(Collectors.joining(", ")));
        }
    }

    private static void commit(Connection target) throws SQLException {
        try {
            target.commit();
        } catch (SQLException failure) {
            if (String.valueOf(failure.getSQLState()).startsWith("08")) {
                throw MoveRefused.atTheCommit(failure);
            }
            throw failure;
        }
    }

    private static void rollBack(Connection target) {
        try {
            target.rollback();
        } catch (SQLException gone) {
            // then PostgreSQL does it by itself
            Logger.getLogger(MoveToPostgres.class.getName()).log(Level.FINE, "move.rollback", gone);
        }
    }

    private static MoveRefused told(SQLException failure, Table table) {
        var zh = table == null ? "" : "（表 " + table.name() + "）";
        var en = table == null ? "" : " (table " + table.name() + ")";
        if (NO_LOCK.equals(failure.getSQLState())) {
            return MoveRefused.because(
                    "PostgreSQL 的表被别的连接占用：请停下全部实例和其他程序",
                    "Others hold PostgreSQL's tables: stop all instances and other programs",
                    failure);
        }
        return MoveRefused.because(
                "没有复制" + zh + "：" + firstLine(failure), "Not copied" + en + ": " + firstLine(failure), failure);
    }

    /** Never all of it: what follows the first line, and the driver's own words about a batch, may hold values of rows. */
    private static String firstLine(Exception failure) {
        var message = String.valueOf(failure.getMessage());
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException told) {
                message = ofTheServer(told);
            }
        }
        return message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String ofTheServer(SQLException failure) {
        var last = failure;
        while (last.getNextException() != null) {
            last = last.getNextException();
        }
        return last instanceof PSQLException told && told.getServerErrorMessage() != null
                ? told.getServerErrorMessage().getMessage()
                : String.valueOf(last.getMessage());
    }
}
