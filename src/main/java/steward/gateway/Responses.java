package steward.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import java.time.Clock;
import steward.platform.database.Ids;
import steward.platform.http.JsonText;

/**
 * {@code POST /v1/responses}: OpenAI's newer API for text, without what has to be remembered between two requests. Asked of
 * the model as a chat, so that equal questions at both addresses are one. Thread-safe.
 */
@ApplicationScoped
class Responses {
    private Completions completions;
    private Ids ids;
    private Clock clock;

    Responses() {} // for the CDI proxy

    @Inject
    Responses(Completions completions, Ids ids, Clock clock) {
        this.completions = completions;
        this.ids = ids;
        this.clock = clock;
    }

    void create(AsyncContext async, byte[] body) {
        var json = (ObjectNode) JsonText.object(body);
        var extension = Extension.takenFrom(json).withoutConversation();
        var request = new ResponseRequest(json);
        var id = ids.next().toString().replace("-", "");
        completions.chat(
                async,
                request.chat(),
                extension,
                new ResponseRendering(new ResponseJson(id, clock.instant().getEpochSecond(), request)));
    }
}
