package steward.gateway;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import steward.model.ModelRequest;
import steward.model.ModelRoute;
import steward.model.TokenCounter;
import steward.money.Tokens;
import steward.platform.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What a relayed call took: as the provider says, else as we count what was delivered. */
class RelayedTokensTest {
    private final TokenCounter counter = new TokenCounter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":7,\"total_tokens\":19}}",
                "{\"usage\": {\"prompt_tokens_details\":{\"cached_tokens\":5},\"completion_tokens\": 7,\"prompt_tokens\":12}}",
                "data: {\"choices\":[{}],\"usage\":null}\n\ndata: {\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":7}}\n\ndata: [DONE]\n\n",
                "data: {\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}\n\ndata: {\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":7}}\n\n",
                "{\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":7},\"note\":\"say \\\"usage\\\":{\\\"prompt_tokens\\\":99}\"}",
                "{\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":7},\"object\":\"usage\"}"
            })
    void whatTheProviderSaysIsFound(String answer) {
        assertThat(RelayedTokens.told(answer.getBytes(UTF_8))).contains(new Tokens(12, 7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "{\"usage\":null}", "{\"usage\":{\"prompt_tokens\":1", "{\"usage\":{}}", "\"usage\""})
    void whatItDoesNotSayIsNotInvented(String answer) {
        assertThat(RelayedTokens.told(answer.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void ofAStreamThatBrokeOffWhatWasDeliveredIsCounted() {
        var delivered = new StringBuilder();
        for (var piece : "年假有十天".split("")) {
            delivered.append("data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"" + piece
                    + "\"}}]}\n\n");
        }
        var tokens = tokens("stub", "{\"messages\":[{\"role\":\"user\",\"content\":\"年假怎么算？\"}]}", true)
                .counted(delivered.toString().getBytes(UTF_8));
        assertThat(tokens)
                .isEqualTo(new Tokens(
                        counter.count("stub", "年假怎么算？").tokens(),
                        counter.count("stub", "年假有十天").tokens()));
    }

    @Test
    void everyAnswerOfAWholeBodyIsCounted() {
        var tokens = tokens(
                        "gpt-4o",
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}]}",
                        false)
                .counted("{\"choices\":[{\"message\":{\"content\":\"hello\"}},{\"message\":{\"content\":\" world\"}}]}"
                        .getBytes(UTF_8));
        assertThat(tokens).isEqualTo(new Tokens(1, 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|",
                "{\"max_tokens\":50}|50",
                "{\"max_tokens\":50,\"max_completion_tokens\":60}|60",
                "{\"max_tokens\":50,\"n\":3}|150",
                "{\"max_tokens\":99999999999,\"n\":9999999}|2147483647000",
                "{\"max_tokens\":-5}|0",
                "{\"max_tokens\":\"many\"}|"
            })
    void theBoundOfTheCallerIsReserved(String body, Long most) {
        assertThat(tokens("stub", body, false).mostAnswer()).isEqualTo(most);
    }

    private RelayedTokens tokens(String model, String body, boolean stream) {
        var route = ModelRoute.of(model, URI.create("http://127.0.0.1:1/v1"), ModelRoute.NO_KEY);
        var request = ModelRequest.chat(route, body.getBytes(UTF_8), stream);
        return RelayedTokens.of(request, Json.tree(body.getBytes(UTF_8)), counter);
    }
}
