package steward.knowledge;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.platform.config.Setting;
import steward.platform.config.Settings;

/**
 * How this instance keeps its knowledge.
 *
 * @param indexFolder where the index lies; nobody else may use it
 * @param sample whether an empty knowledge base begins with the sample knowledge
 * @param uploadMaxBytes of one file
 */
record KnowledgeConfig(Path indexFolder, boolean sample, long uploadMaxBytes) {
    /** Reads the settings. */
    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        KnowledgeConfig knowledgeConfig(
                @ConfigProperty(name = "SAMPLE_KNOWLEDGE") boolean sample,
                @ConfigProperty(name = "UPLOAD_MAX_MB") long uploadMaxMb) {
            return new KnowledgeConfig(
                    // the very folder that the database's file is in, also where the setting is relative
                    Settings.current().path(Setting.DATA_DIR).resolve("index"), sample, uploadMaxMb * 1024 * 1024);
        }
    }
}
