package steward.model;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.platform.concurrent.Blocking;
import steward.platform.config.Secret;

/** Makes the room's parts from the settings, and ends the client with the application. */
@ApplicationScoped
class ModelSource {
    @Produces
    @Singleton
    ModelRoutes routes(
            @ConfigProperty(name = "LLM_BASE_URL") Optional<String> baseUrl,
            @ConfigProperty(name = "LLM_API_KEY") Optional<Secret> apiKey,
            @ConfigProperty(name = "ARK_API_KEY") Optional<Secret> arkApiKey,
            @ConfigProperty(name = "LLM_MODEL") Optional<String> models,
            @ConfigProperty(name = "LLM_EMBEDDING_MODEL") Optional<String> embeddingModels,
            @ConfigProperty(name = "LLM_IMAGE_MODEL") Optional<String> imageModels) {
        return ModelRoutes.of(ModelConfig.of(baseUrl, apiKey, arkApiKey, models, embeddingModels, imageModels));
    }

    @Produces
    @Singleton
    ModelLimits limits(
            @ConfigProperty(name = "LLM_CONNECT_TIMEOUT") int connectSeconds,
            @ConfigProperty(name = "REQUEST_TIMEOUT") int answerSeconds,
            @ConfigProperty(name = "LLM_FIRST_BYTE_TIMEOUT") int firstByteSeconds,
            @ConfigProperty(name = "LLM_IDLE_TIMEOUT") int idleSeconds,
            @ConfigProperty(name = "LLM_TOTAL_TIMEOUT") int totalSeconds,
            @ConfigProperty(name = "LLM_MAX_CONNECTIONS") int connections) {
        return new ModelLimits(
                Duration.ofSeconds(connectSeconds),
                Duration.ofSeconds(answerSeconds),
                Duration.ofSeconds(firstByteSeconds),
                Duration.ofSeconds(idleSeconds),
                Duration.ofSeconds(totalSeconds),
                connections);
    }

    @Produces
    @ApplicationScoped
    ModelClient client(
            ModelRoutes routes, ModelLimits limits, ScheduledExecutorService timer, @Blocking Executor lookups) {
        return new ModelClient(routes, limits, timer, lookups, System::nanoTime);
    }

    void close(@Disposes ModelClient client) {
        client.close();
    }
}
