package steward.platform.database;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * The kinds of values that our tables hold, each read from H2 and from PostgreSQL as the same Java value and with the same
 * bytes in a checksum, though the two name some of them differently.
 */
enum ColumnKind {
    TEXT(Types.VARCHAR, "character varying", "text", "character large object") {
        @Override
        Object read(ResultSet row, int place) throws SQLException {
            return row.getString(place);
        }

        @Override
        byte[] bytes(Object value) {
            return ((String) value).getBytes(StandardCharsets.UTF_8);
        }
    },
    WHOLE(Types.BIGINT, "bigint", "integer", "smallint") {
        @Override
        Object read(ResultSet row, int place) throws SQLException {
            return row.getLong(place);
        }

        @Override
        byte[] bytes(Object value) {
            return eightBytes((Long) value);
        }
    },
    FLAG(Types.BOOLEAN, "boolean") {
        @Override
        Object read(ResultSet row, int place) throws SQLException {
            return row.getBoolean(place);
        }

        @Override
        byte[] bytes(Object value) {
            return new byte[] {(byte) ((Boolean) value ? 1 : 0)};
        }
    },
    /** H2 keeps the offset that was written, PostgreSQL the moment alone; nobody reads the offset. */
    MOMENT(Types.TIMESTAMP_WITH_TIMEZONE, "timestamp with time zone") {
        @Override
        Object read(ResultSet row, int place) throws SQLException {
            var time = row.getObject(place, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }

        @Override
        byte[] bytes(Object value) {
            var moment = (Instant) value;
            return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                    .putLong(moment.getEpochSecond())
                    .putInt(moment.getNano())
                    .array();
        }

        @Override
        Object toSet(Object value) {
            return ((Instant) value).atOffset(ZoneOffset.UTC);
        }
    },
    ID(Types.OTHER, "uuid") {
        @Override
        Object read(ResultSet row, int place) throws SQLException {
            return row.getObject(place, UUID.class);
        }

        @Override
        byte[] bytes(Object value) {
            return value.toString().getBytes(StandardCharsets.US_ASCII);
        }
    },
    BYTES(Types.BINARY, "bytea", "binary varying") {
        @Override
        Object read(ResultSet row, int place) throws SQLException {
            return row.getBytes(place);
        }

        @Override
        byte[] bytes(Object value) {
            return (byte[]) value;
        }
    };

    private final int sqlType;
    private final List<String> names;

    ColumnKind(int sqlType, String... names) {
        this.sqlType = sqlType;
        this.names = List.of(names);
    }

    /** @param typeName as either database names it in information_schema, in small letters */
    static ColumnKind of(String typeName) {
        for (var kind : values()) {
            if (kind.names.contains(typeName)) {
                return kind;
            }
        }
        throw new IllegalStateException("no kind of column for " + typeName);
    }

    /** The value of a row, also where it has none. */
    abstract Object read(ResultSet row, int place) throws SQLException;

    /** What stands for a value in a checksum. */
    abstract byte[] bytes(Object value);

    /** What the driver is given for a value. */
    Object toSet(Object value) {
        return value;
    }

    void set(PreparedStatement statement, int place, Object value) throws SQLException {
        if (value == null) {
            statement.setNull(place, sqlType);
        } else {
            statement.setObject(place, toSet(value));
        }
    }

    private static byte[] eightBytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
