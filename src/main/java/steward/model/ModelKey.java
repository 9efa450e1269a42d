package steward.model;

import java.util.Optional;

/** A provider's key. It leaves this room only in the header of a request to its own provider; shown, it is dots. */
public final class ModelKey {
    private static final ModelKey NONE = new ModelKey("");

    private final String secret;

    private ModelKey(String secret) {
        this.secret = secret;
    }

    /** For a model server that asks for none. */
    public static ModelKey none() {
        return NONE;
    }

    /** @param secret the key as the provider gave it; blank means none */
    public static ModelKey of(String secret) {
        return secret.isBlank() ? NONE : new ModelKey(secret.strip());
    }

    boolean isNone() {
        return secret.isEmpty();
    }

    /** The value of the Authorization header. */
    Optional<String> bearer() {
        return isNone() ? Optional.empty() : Optional.of("Bearer " + secret);
    }

    /** The text with the key taken out, should it be in there. */
    String hiddenIn(String text) {
        return isNone() ? text : text.replace(secret, "…");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelKey key && secret.equals(key.secret);
    }

    @Override
    public int hashCode() {
        return secret.hashCode();
    }

    @Override
    public String toString() {
        return isNone() ? "none" : "••••••";
    }
}
