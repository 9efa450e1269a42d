package steward.model;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import steward.platform.config.Secret;

/**
 * Which models there are and where: {@code LLM_BASE_URL}, {@code LLM_API_KEY}, {@code LLM_MODEL},
 * {@code LLM_EMBEDDING_MODEL}, {@code LLM_IMAGE_MODEL}; with {@code ARK_API_KEY} alone the address is Volcano Ark's.
 *
 * @param base empty when no model server is set
 * @param models chat models, the first is the default
 * @param embeddingModels embedding models, the first is the default
 * @param imageModels models that draw, the first is the default
 */
record ModelConfig(
        Optional<URI> base, Secret key, List<String> models, List<String> embeddingModels, List<String> imageModels) {
    static final URI ARK = URI.create("https://ark.cn-beijing.volces.com/api/v3");

    /** The settings as they are written; empty ones are empty or blank. */
    static ModelConfig of(
            Optional<String> baseUrl,
            Optional<Secret> apiKey,
            Optional<Secret> arkApiKey,
            Optional<String> models,
            Optional<String> embeddingModels,
            Optional<String> imageModels) {
        var base = present(baseUrl).map(URI::create);
        var key = apiKey.filter(some -> !some.value().isBlank());
        var ark = arkApiKey.filter(some -> !some.value().isBlank() && base.isEmpty() && key.isEmpty());
        return new ModelConfig(
                base.or(() -> ark.map(any -> ARK)),
                key.or(() -> ark).orElse(ModelRoute.NO_KEY),
                names(models),
                names(embeddingModels),
                names(imageModels));
    }

    private static Optional<String> present(Optional<String> text) {
        return text.map(String::strip).filter(some -> !some.isEmpty());
    }

    private static List<String> names(Optional<String> list) {
        return present(list).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }
}
