package steward.cache;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;

/**
 * What an answer depends on, as one SHA-256 over named parts. Every name, text and list is preceded by its length, so no
 * two different questions run together. Immutable, a value.
 */
public final class CacheKey {
    private final String door;
    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private CacheKey(String door, byte[] digest) {
        var words = ByteBuffer.wrap(digest);
        this.door = door;
        this.first = words.getLong();
        this.second = words.getLong();
        this.third = words.getLong();
        this.fourth = words.getLong();
    }

    /**
     * Begins a key.
     *
     * @param door where the question came in and so the shape of its answer, such as {@code chat}; the key's text begins
     *     with it
     */
    public static Builder of(String door) {
        return new Builder(door);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey that
                && first == that.first
                && second == that.second
                && third == that.third
                && fourth == that.fourth
                && door.equals(that.door);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first);
    }

    /** The door, a colon and 64 hexadecimal digits: {@code chat:9f86d0…}; what a prefix is compared with. */
    @Override
    public String toString() {
        var hex = HexFormat.of();
        return door
                + ':'
                + hex.toHexDigits(first)
                + hex.toHexDigits(second)
                + hex.toHexDigits(third)
                + hex.toHexDigits(fourth);
    }

    /** Takes the parts in a fixed order; the same parts in another order are another key. For one thread. */
    public static final class Builder {
        private final String door;
        private final Hash hash = new Hash();

        private Builder(String door) {
            this.door = door;
            hash.text(door);
        }

        /** A part that is bytes already; null differs from empty. */
        public Builder part(String name, byte[] value) {
            hash.text(name);
            hash.bytes(value);
            return this;
        }

        /** A part that is text; null differs from empty. */
        public Builder part(String name, String value) {
            hash.text(name);
            hash.text(value);
            return this;
        }

        /**
         * A part that is JSON: equal for equal documents, whatever the order of their members and the spelling of their
         * numbers ({@code 1}, {@code 1.0}, {@code 1e0}). A member that is null differs from one left out.
         */
        public Builder part(String name, JsonNode value) {
            hash.text(name);
            hash.json(value);
            return this;
        }

        public CacheKey build() {
            return new CacheKey(door, hash.digest());
        }
    }

    /** Writes values in a form that is the same for equal values and different for different ones. */
    private static final class Hash {
        // never fed: a clone of it is cheaper than looking the algorithm up, and needs no thread-local
        private static final MessageDigest EMPTY = sha256();

        private final MessageDigest digest = copyOf(EMPTY);
        private final byte[] buffer = new byte[1024];
        private int used;

        void json(JsonNode node) {
            if (node == null || node.isNull() || node.isMissingNode()) {
                write('0');
            } else if (node.isObject()) {
                members(node);
            } else if (node.isArray()) {
                write('[');
                number(node.size());
                node.forEach(this::json);
            } else if (node.isNumber()) {
                write('#');
                text(plain(node));
            } else if (node.isBoolean()) {
                write(node.booleanValue() ? 't' : 'f');
            } else {
                text(node.asText());
            }
        }

        private void members(JsonNode object) {
            var members = new ArrayList<>(object.properties());
            members.sort(Map.Entry.comparingByKey());
            write('{');
            number(members.size());
            for (var member : members) {
                text(member.getKey());
                json(member.getValue());
            }
        }

        private static String plain(JsonNode number) {
            if (number.isIntegralNumber() && number.canConvertToLong()) {
                var value = number.longValue();
                return value % 10 != 0 || value == 0 ? Long.toString(value) : shortest(BigDecimal.valueOf(value));
            }
            // what overflows a double is no number any model takes
            return number.isDouble() && !Double.isFinite(number.doubleValue())
                    ? number.asText()
                    : shortest(number.decimalValue());
        }

        private static String shortest(BigDecimal value) {
            return value.signum() == 0 ? "0" : value.stripTrailingZeros().toString();
        }

        /** One byte a character where all are ASCII, else two: UTF-8 would make all lone surrogates the same. */
        void text(String value) {
            if (value == null) {
                write('0');
                return;
            }
            var ascii = value.chars().allMatch(unit -> unit < 0x80);
            write(ascii ? 'a' : 'u');
            number(value.length());
            for (var i = 0; i < value.length(); i++) {
                var unit = value.charAt(i);
                if (!ascii) {
                    write(unit >> 8);
                }
                write(unit);
            }
        }

        void bytes(byte[] value) {
            if (value == null) {
                write('0');
                return;
            }
            write('b');
            number(value.length);
            flush();
            digest.update(value);
        }

        private void number(int value) {
            write(value >> 24);
            write(value >> 16);
            write(value >> 8);
            write(value);
        }

        private void write(int value) {
            if (used == buffer.length) {
                flush();
            }
            buffer[used++] = (byte) value;
        }

        private void flush() {
            digest.update(buffer, 0, used);
            used = 0;
        }

        byte[] digest() {
            flush();
            return digest.digest();
        }

        private static MessageDigest sha256() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException everyPlatformHasIt) {
                throw new IllegalStateException(everyPlatformHasIt);
            }
        }

        private static MessageDigest copyOf(MessageDigest digest) {
            try {
                return (MessageDigest) digest.clone();
            } catch (CloneNotSupportedException notWithThisProvider) {
                return sha256();
            }
        }
    }
}
