package steward.model;

import java.util.Objects;

/**
 * One question to a model, as bytes that are sent on unchanged.
 *
 * @param path what follows the provider's base, such as {@link #CHAT}
 * @param body JSON in UTF-8, naming {@link ModelRoute#upstreamModel()} as its model; not changed afterwards
 * @param stream whether the body asks for a stream of events
 */
public record ModelRequest(ModelRoute route, String path, byte[] body, boolean stream) {
    public static final String CHAT = "/chat/completions";
    public static final String COMPLETIONS = "/completions";
    public static final String EMBEDDINGS = "/embeddings";
    public static final String IMAGES = "/images/generations";

    public ModelRequest {
        Objects.requireNonNull(route);
        Objects.requireNonNull(body);
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("the path must begin with a slash: " + path);
        }
    }

    /** A call of {@link #CHAT}. */
    public static ModelRequest chat(ModelRoute route, byte[] body, boolean stream) {
        return new ModelRequest(route, CHAT, body, stream);
    }

    /** A call of {@link #EMBEDDINGS}. */
    public static ModelRequest embeddings(ModelRoute route, byte[] body) {
        return new ModelRequest(route, EMBEDDINGS, body, false);
    }

    /** A call of {@link #IMAGES}, which may take as long as a stream. */
    public static ModelRequest images(ModelRoute route, byte[] body) {
        return new ModelRequest(route, IMAGES, body, false);
    }

    /** Whether the answer takes long although it comes at once. */
    boolean takesLong() {
        return path.equals(IMAGES);
    }
}
