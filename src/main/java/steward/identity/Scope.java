package steward.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What a key may be used for. */
public enum Scope {
    /** Questions, conversations, and everything under {@code /v1}. */
    CHAT,
    /** Reading the knowledge base. */
    SEARCH,
    /** Changing the knowledge base; includes reading it. */
    KB,
    /** Submitting and following tasks. */
    TASKS,
    /** The numbers of an instance. */
    OPS,
    /** Administration, as far as the role of the key's user reaches. */
    ADMIN;

    /** As written in JSON: {@code chat}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scope of this label; empty for any other text. */
    public static Optional<Scope> labelled(String label) {
        return Stream.of(values()).filter(scope -> scope.label().equals(label)).findFirst();
    }
}
