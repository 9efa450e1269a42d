package steward.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table with its columns, as a database itself tells them.
 *
 * @param wide whether a single row may hold a megabyte, so that few are read at a time
 */
record Table(String name, List<Column> columns, boolean wide) {
    private static final int NARROW_CHARACTERS = 5_000;

    private static final String COLUMNS = """
            select c.table_name, c.column_name, c.data_type, c.character_maximum_length
            from information_schema.columns c
            join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
            where c.table_schema = current_schema and t.table_type = 'BASE TABLE' and c.table_name <> 'schema_history'
            order by c.table_name, c.ordinal_position""";

    /** One value of each row. */
    record Column(String name, ColumnKind kind) {}

    private record Cell(String table, Column column, boolean wide) {}

    Table {
        columns = List.copyOf(columns);
    }

    /** Those of our migrations, each behind those that its rows point at. */
    static List<Table> all(Connection connection) throws SQLException {
        var tables = named(connection);
        return inOrder(tables, parents(connection, tables.keySet()));
    }

    /** The names of all tables of the schema, also of those that are not ours. */
    static List<String> names(Connection connection) throws SQLException {
        return Database.rows(
                connection,
                "select table_name from information_schema.tables where table_schema = current_schema",
                row -> row.getString(1));
    }

    private static Map<String, Table> named(Connection connection) throws SQLException {
        var cells = Database.rows(connection, COLUMNS, row -> {
            var kind = ColumnKind.of(row.getString(3).toLowerCase(Locale.ROOT));
            var longest = row.getLong(4);
            var wide = kind == ColumnKind.BYTES
                    || kind == ColumnKind.TEXT && (row.wasNull() || longest > NARROW_CHARACTERS);
            return new Cell(row.getString(1), new Column(row.getString(2), kind), wide);
        });
        var tables = new TreeMap<String, Table>();
        cells.stream()
                .collect(Collectors.groupingBy(Cell::table))
                .forEach((name, own) -> tables.put(
                        name,
                        new Table(
                                name,
                                own.stream().map(Cell::column).toList(),
                                own.stream().anyMatch(Cell::wide))));
        return tables;
    }

    private static Map<String, Set<String>> parents(Connection connection, Set<String> tables) throws SQLException {
        var parents = new LinkedHashMap<String, Set<String>>();
        for (var table : tables) {
            try (var keys = connection.getMetaData().getImportedKeys(null, connection.getSchema(), table)) {
                var own = parents.computeIfAbsent(table, name -> new LinkedHashSet<>());
                while (keys.next()) {
                    own.add(keys.getString("PKTABLE_NAME"));
                }
            }
        }
        return parents;
    }

    /** @throws IllegalStateException where rows point at each other in a circle */
    static List<Table> inOrder(Map<String, Table> tables, Map<String, Set<String>> parents) {
        var placed = new LinkedHashMap<String, Table>();
        var waiting = new TreeMap<>(tables);
        while (!waiting.isEmpty()) {
            var free = waiting.keySet().stream()
                    .filter(name -> placed.keySet().containsAll(parents.getOrDefault(name, Set.of())))
                    .toList();
            if (free.isEmpty()) {
                throw new IllegalStateException("tables that point at each other: " + waiting.keySet());
            }
            free.forEach(name -> placed.put(name, waiting.remove(name)));
        }
        return new ArrayList<>(placed.values());
    }

    String selection() {
        return "select " + columnNames().collect(Collectors.joining(", ")) + " from " + quoted(name);
    }

    String insertion() {
        return "insert into " + quoted(name) + " (" + columnNames().collect(Collectors.joining(", ")) + ") values ("
                + columns.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
    }

    private Stream<String> columnNames() {
        return columns.stream().map(column -> quoted(column.name()));
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }
}
