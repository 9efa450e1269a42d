package steward.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Pictures, from the task to the file. */
class ImagesIT {
    private final Instance steward = Stubbed.INSTANCE;

    @Test
    void aPictureIsDrawnByATaskAndFetchedByItsLink() {
        var submitted = submit("{\"prompt\":\"一只猫\",\"n\":2,\"size\":\"1024x1024\"}");
        assertThat(submitted.statusCode()).isEqualTo(202);
        var id = json(submitted).path("id").asText();
        var task = json(steward.get("/api/tasks/" + id + "/result?wait=40"));
        assertThat(json(steward.get("/api/tasks/" + id)).path("queue").asText()).isEqualTo("lumina_tasks");
        var images = task.findValue("images");
        assertThat(images).as(task.toString()).hasSize(2);
        var link = images.get(0).path("url").asText();
        var file = steward.get(link);
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("Content-Type")).hasValue("image/png");
        assertThat(file.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment;");
        assertThat(file.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(file.headers().firstValueAsLong("Content-Length"))
                .hasValue(images.get(0).path("bytes").asLong());
        assertThat(steward.get(link, "Range", "bytes=1-3").statusCode()).isEqualTo(206);
        assertThat(steward.get(link, "Range", "bytes=1-3").body()).isEqualTo("PNG");
        var tag = file.headers().firstValue("ETag").orElseThrow();
        assertThat(steward.get(link, "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(steward.get(link.replaceFirst("signature=.", "signature=_")).statusCode())
                .isEqualTo(404);
        assertThat(steward.get(link.replaceFirst("expires=\\d+", "expires=1")).statusCode())
                .isEqualTo(410);
        assertThat(steward.get("/downloads/..%2f..%2fWEB-INF%2fweb.xml").statusCode())
                .isGreaterThanOrEqualTo(400);
    }

    @Test
    void whatTheModelRefusesEndsTheTaskWithItsReason() {
        var id = json(submit("{\"prompt\":\"x\",\"model\":\"stub-image-fail-400\"}"))
                .path("id")
                .asText();
        steward.get("/api/tasks/" + id + "/result?wait=40");
        assertThat(json(steward.get("/api/tasks/" + id)).path("status").asText())
                .isEqualTo("dead");
    }

    @Test
    void aWishThatNoModelUnderstandsIsRefusedAtOnce() {
        assertThat(submit("{\"n\":9}").statusCode()).isEqualTo(422);
        assertThat(submit("{\"prompt\":\"x\",\"model\":\"nobody\"}").statusCode())
                .isEqualTo(404);
    }

    private HttpResponse<String> submit(String payload) {
        return steward.post("/api/tasks", "{\"type\":\"image.generate\",\"payload\":" + payload + "}");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.tree(answer.body().getBytes(UTF_8));
    }
}
