package steward.platform.config;

import java.util.ServiceLoader;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StewardConfigSourceTest {
    private final StewardConfigSource source = new StewardConfigSource();

    @Test
    void theContainerFindsIt() {
        assertThat(ServiceLoader.load(ConfigSource.class)).hasAtLeastOneElementOfType(StewardConfigSource.class);
    }

    @Test
    void defaultsAreAnsweredAsWell() {
        assertThat(source.getValue("RATE_LIMIT_PER_MINUTE")).isEqualTo("60");
        assertThat(source.getValue("MAX_QUEUED_REQUESTS")).isEqualTo("20");
    }

    @Test
    void whatIsNotSetIsNull() {
        assertThat(source.getValue("LLM_BASE_URL")).isNull();
        assertThat(source.getValue("EF__RATE_LIMIT_PER_MINUTE")).isNull();
        assertThat(source.getValue("mp.some.name")).isNull();
    }

    @Test
    void itStandsAboveTheSourcesOfTheServer() {
        assertThat(source.getOrdinal()).isGreaterThan(400);
    }

    @Test
    void secretsAreNotListed() {
        assertThat(source.getPropertyNames()).contains("PORT").doesNotContain("SECRET_KEY", "LLM_API_KEY");
    }
}
