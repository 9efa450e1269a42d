package steward.chat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How questions are answered.
 *
 * @param extractive whether quoting the knowledge base is an answer where no model is configured
 * @param fallBack whether it is one where the model fails
 */
record ChatConfig(boolean extractive, boolean fallBack) {
    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        ChatConfig chatConfig(
                @ConfigProperty(name = "EXTRACTIVE_MODE") String extractiveMode,
                @ConfigProperty(name = "LLM_FALLBACK") String fallback) {
            return new ChatConfig(extractiveMode.equals("on"), fallback.equals("extractive"));
        }
    }
}
