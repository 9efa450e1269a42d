package steward.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Copies rows from one database to another, some at a time: as many as fit into a few megabytes, however large the table.
 * Neither connection may commit by itself.
 */
final class TableCopy {
    private static final int ROWS_AT_ONCE = 500;
    private static final int BYTES_AT_ONCE = 4 * 1024 * 1024;
    private static final int READ_AT_ONCE = 500;
    /** A row of a wide table may have some megabytes. */
    private static final int WIDE_READ_AT_ONCE = 8;

    private final Table table;

    TableCopy(Table table) {
        this.table = table;
    }

    /** What happens with each row. */
    private interface Each {
        void row(Object[] values) throws SQLException;
    }

    /**
     * Inserts all rows of one database into the table of the other.
     *
     * @return what the first holds, as it was read
     * @throws MoveRefused where a value has no place in PostgreSQL, before it is asked
     */
    TableDigest copy(Connection from, Connection to) throws SQLException {
        var digest = new TableDigest(table);
        try (var insert = to.prepareStatement(table.insertion())) {
            var batch = new Batch(insert);
            each(from, values -> {
                requireStorable(values);
                digest.add(values);
                batch.add(values);
            });
            batch.flush();
        }
        return digest;
    }

    /** Reads all rows again. */
    TableDigest digest(Connection connection) throws SQLException {
        var digest = new TableDigest(table);
        each(connection, digest::add);
        return digest;
    }

    private void each(Connection connection, Each each) throws SQLException {
        try (var select = connection.prepareStatement(table.selection())) {
            select.setFetchSize(table.wide() ? WIDE_READ_AT_ONCE : READ_AT_ONCE);
            try (var rows = select.executeQuery()) {
                while (rows.next()) {
                    var values = new Object[table.columns().size()];
                    for (var i = 0; i < values.length; i++) {
                        var value = table.columns().get(i).kind().read(rows, i + 1);
                        values[i] = rows.wasNull() ? null : value;
                    }
                    each.row(values);
                }
            }
        }
    }

    /** A text of H2 is one of Java; PostgreSQL's are UTF-8 without the character of number 0. */
    private void requireStorable(Object[] values) {
        for (var i = 0; i < values.length; i++) {
            if (values[i] instanceof String text && !isStorable(text)) {
                var column = table.name() + "." + table.columns().get(i).name();
                // every table of ours begins with its key, or with the first part of it
                var row = table.columns().get(0).name() + " = " + values[0];
                throw MoveRefused.because(
                        "表 " + column + "（" + row + "）有 PostgreSQL 存不下的字符（U+0000 或半个代理对）。请在内嵌实例里改掉或删除这一行，再备份一次。",
                        "The table " + column + " (" + row
                                + ") has a character that PostgreSQL cannot hold (U+0000 or half a surrogate pair). Change or"
                                + " delete that row in the embedded instance and back it up again.");
            }
        }
    }

    static boolean isStorable(String text) {
        for (var i = 0; i < text.length(); i++) {
            var letter = text.charAt(i);
            if (letter == 0 || Character.isLowSurrogate(letter)) {
                return false;
            }
            if (Character.isHighSurrogate(letter)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What is sent together. */
    private final class Batch {
        private final PreparedStatement insert;
        private int rows;
        private long bytes;

        Batch(PreparedStatement insert) {
            this.insert = insert;
        }

        void add(Object[] values) throws SQLException {
            for (var i = 0; i < values.length; i++) {
                table.columns().get(i).kind().set(insert, i + 1, values[i]);
                bytes += size(values[i]);
            }
            insert.addBatch();
            rows++;
            if (rows == ROWS_AT_ONCE || bytes >= BYTES_AT_ONCE) {
                flush();
            }
        }

        void flush() throws SQLException {
            if (rows > 0) {
                insert.executeBatch();
                rows = 0;
                bytes = 0;
            }
        }

        private int size(Object value) {
            if (value instanceof String text) {
                return 2 * text.length();
            }
            return value instanceof byte[] content ? content.length : Long.BYTES;
        }
    }
}
