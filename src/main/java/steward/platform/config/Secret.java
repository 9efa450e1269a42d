package steward.platform.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A password or key that no log, page or message can show by accident: its text leaves only through {@link #value()}.
 * Immutable; compared in constant time.
 */
public final class Secret {
    /** What is shown in a secret's place, of one length for all secrets. */
    public static final String MASK = "••••••";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** A secret of this text; MicroProfile Config finds this method when a {@code Secret} is injected. */
    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The text itself, for the one place that sends or compares it. */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && MessageDigest.isEqual(bytes(), secret.bytes());
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }

    private byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
