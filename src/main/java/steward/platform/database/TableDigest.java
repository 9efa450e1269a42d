package steward.platform.database;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Objects;

/**
 * How many rows a table has and a checksum of them. The rows' SHA-256 are added up, so that neither database need sort them:
 * two tables with the same rows have the same sum in whatever order they are read. Not safe for use by several threads.
 */
final class TableDigest {
    private static final BigInteger RANGE = BigInteger.ONE.shiftLeft(256);
    private static final byte NOTHING = 0;
    private static final byte SOMETHING = 1;

    private final List<Table.Column> columns;
    private final MessageDigest sha256;
    private long rows;
    private BigInteger sum = BigInteger.ZERO;

    TableDigest(Table table) {
        this.columns = table.columns();
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** @param values of the columns in their order; null where a row has none */
    void add(Object[] values) {
        for (var i = 0; i < values.length; i++) {
            if (values[i] == null) {
                sha256.update(NOTHING);
            } else {
                // with its length, or a letter could change its column unnoticed
                var bytes = columns.get(i).kind().bytes(values[i]);
                sha256.update(SOMETHING);
                sha256.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
                sha256.update(bytes);
            }
        }
        sum = sum.add(new BigInteger(1, sha256.digest())).mod(RANGE);
        rows++;
    }

    long rows() {
        return rows;
    }

    /** In 64 hexadecimal digits. */
    String checksum() {
        return String.format("%064x", sum);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TableDigest that && rows == that.rows && sum.equals(that.sum);
    }

    @Override
    public int hashCode() {
        return Objects.hash(rows, sum);
    }
}
