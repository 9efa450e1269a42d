package steward.model;

import java.util.List;
import java.util.stream.Stream;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** The models that can be asked, by the names that callers use. Immutable. */
public final class ModelRoutes {
    private final List<ModelRoute> chat;
    private final List<ModelRoute> embedding;
    private final List<ModelRoute> image;

    /** @param chat the first is the default, and so for {@code embedding} */
    public ModelRoutes(List<ModelRoute> chat, List<ModelRoute> embedding) {
        this(chat, embedding, List.of());
    }

    /** As above, with models that draw. */
    public ModelRoutes(List<ModelRoute> chat, List<ModelRoute> embedding, List<ModelRoute> image) {
        this.chat = List.copyOf(chat);
        this.embedding = List.copyOf(embedding);
        this.image = List.copyOf(image);
    }

    static ModelRoutes of(ModelConfig config) {
        return new ModelRoutes(
                routes(config, config.models()),
                routes(config, config.embeddingModels()),
                routes(config, config.imageModels()));
    }

    private static List<ModelRoute> routes(ModelConfig config, List<String> names) {
        return config.base().stream()
                .flatMap(base -> names.stream().map(name -> ModelRoute.of(name, base, config.key())))
                .toList();
    }

    /** Whether there is a model to chat with; without one, answers are extracts. */
    public boolean configured() {
        return !chat.isEmpty();
    }

    /**
     * The way to a chat model.
     *
     * @param model null or blank for the default
     * @throws ProblemException model_not_configured (503) where there is none, model_not_found (404) for an unknown name
     */
    public ModelRoute find(String model) {
        return find(chat, model);
    }

    /** As {@link #find}, for an embedding model. */
    public ModelRoute findEmbedding(String model) {
        return find(embedding, model);
    }

    /** As {@link #find}, for a model that draws. */
    public ModelRoute findImage(String model) {
        return find(image, model);
    }

    /** The models to chat with, the default first. */
    public List<ModelRoute> chatModels() {
        return chat;
    }

    /** Every model, chat models first. */
    public List<ModelRoute> all() {
        return Stream.of(chat, embedding, image).flatMap(List::stream).toList();
    }

    private static ModelRoute find(List<ModelRoute> routes, String model) {
        if (routes.isEmpty()) {
            throw new ProblemException(ProblemType.MODEL_NOT_CONFIGURED);
        }
        if (model == null || model.isBlank()) {
            return routes.get(0);
        }
        return routes.stream()
                .filter(route -> route.model().equals(model))
                .findFirst()
                .orElseThrow(() -> new ProblemException(ProblemType.MODEL_NOT_FOUND).with("model", shortened(model)));
    }

    /** The name comes from the caller and goes back to them, but not without end. */
    private static String shortened(String model) {
        return model.length() <= 100 ? model : model.substring(0, 100) + "…";
    }
}
