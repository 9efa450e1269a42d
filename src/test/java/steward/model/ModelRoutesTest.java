package steward.model;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.config.Secret;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ModelRoutesTest {
    @Test
    void theFirstModelIsTheDefaultAndEveryOneIsFound() {
        var routes = routes("https://api.deepseek.com/v1", "sk-1", "", "deepseek-chat, deepseek-reasoner,", "embed");
        assertThat(routes.find(null).model()).isEqualTo("deepseek-chat");
        assertThat(routes.find(" ").model()).isEqualTo("deepseek-chat");
        assertThat(routes.find("deepseek-reasoner").provider()).isEqualTo("deepseek");
        assertThat(routes.findEmbedding(null).model()).isEqualTo("embed");
        assertThat(routes.all()).hasSize(3);
    }

    @Test
    void anUnknownModelIsNamedInTheRefusal() {
        var routes = routes("http://127.0.0.1:11434/v1", "", "", "qwen2.5:7b", "");
        assertThatThrownBy(() -> routes.find("gpt-9")).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.type()).isEqualTo(ProblemType.MODEL_NOT_FOUND);
            assertThat(problem.values()).containsEntry("model", "gpt-9");
        });
    }

    @Test
    void withoutAServerThereIsNoModel() {
        var routes = routes("", "", "", "", "");
        assertThat(routes.configured()).isFalse();
        assertThatThrownBy(() -> routes.find(null))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.MODEL_NOT_CONFIGURED));
    }

    @Test
    void aKeyOfArkAloneLeadsToArk() {
        var route = routes("", "", "ark-key", "doubao-seed", "").find(null);
        assertThat(route.base()).isEqualTo(ModelConfig.ARK);
        assertThat(route.provider()).isEqualTo("ark");
        assertThat(route.bearer()).contains("Bearer ark-key");
    }

    @Test
    void aKeyOfArkIsNotSentToAnotherServer() {
        assertThat(routes("http://127.0.0.1:11434/v1", "", "ark-key", "qwen", "")
                        .find(null)
                        .bearer())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://ark.cn-beijing.volces.com/api/v3, /api/v3/chat/completions",
        "https://api.deepseek.com/v1/, /v1/chat/completions",
        "https://api.deepseek.com, /chat/completions",
        "http://[::1]:8080/v1//, /v1/chat/completions"
    })
    void theBaseIsTakenAsItIsButForSlashesAtItsEnd(String base, String target) {
        var route = routes(base, "k", "", "m", "").find(null);
        assertThat(new Lane(route, System::nanoTime).target(ModelRequest.CHAT)).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://api.example.com",
                "https://user:geheim@api.example.com/v1",
                "https://api.example.com/v1?key=geheim",
                "https:///v1",
                "api.example.com/v1"
            })
    void aBaseThatIsNoPlainAddressIsRefusedByTheSettingsName(String base) {
        assertThatThrownBy(() -> routes(base, "k", "", "m", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LLM_BASE_URL")
                .hasMessageNotContaining("geheim");
    }

    private static ModelRoutes routes(String base, String key, String ark, String models, String embedding) {
        return ModelRoutes.of(ModelConfig.of(
                Optional.of(base),
                Optional.of(Secret.of(key)),
                Optional.of(ark).map(Secret::of),
                Optional.of(models),
                Optional.of(embedding),
                Optional.empty()));
    }
}
