package steward.image;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.model.ModelClient;
import steward.model.ModelListener;
import steward.model.ModelOutcome;
import steward.model.ModelRequest;
import steward.model.ModelRoutes;
import steward.platform.artefact.Artefact;
import steward.platform.artefact.Artefacts;
import steward.platform.json.Json;
import steward.platform.outbound.OutboundClient;
import steward.platform.outbound.OutboundRequest;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.task.QueueName;
import steward.task.TaskContext;
import steward.task.TaskHandler;
import steward.task.TaskPostponed;

/**
 * {@code image.generate}: has a model draw, and keeps the pictures in the transaction that records the result, so that every
 * instance can hand them out. Running it again draws again; what the first run drew is not there then, as it was not
 * committed.
 */
@ApplicationScoped
class ImageTask implements TaskHandler {
    private static final Duration USUAL_WAIT = Duration.ofSeconds(5);
    private static final Duration FETCH = Duration.ofSeconds(30);
    private static final int LARGEST_PICTURE = 20 << 20;

    private ModelRoutes routes;
    private ModelClient models;
    private OutboundClient outbound;
    private Artefacts artefacts;
    private Duration kept;

    ImageTask() {} // for the CDI proxy

    @Inject
    ImageTask(
            ModelRoutes routes,
            ModelClient models,
            OutboundClient outbound,
            Artefacts artefacts,
            @ConfigProperty(name = "DRAMATIQ_RESULT_TTL") long keptSeconds) {
        this.routes = routes;
        this.models = models;
        this.outbound = outbound;
        this.artefacts = artefacts;
        this.kept = Duration.ofSeconds(keptSeconds);
    }

    @Override
    public String type() {
        return "image.generate";
    }

    @Override
    public QueueName queue() {
        return QueueName.LUMINA_TASKS;
    }

    @Override
    public void validate(JsonNode payload) {
        routes.findImage(ImageRequest.of(payload).model());
    }

    /** A picture that is ready; the link works without a key until it expires. */
    record Ready(String url, String mediaType, long bytes, String sha256, Instant expiresAt) {
        static Ready of(Artefact artefact) {
            return new Ready(
                    artefact.link(), artefact.mediaType(), artefact.bytes(), artefact.sha256(), artefact.expiresAt());
        }
    }

    /** The result of a task. */
    record Drawn(String model, List<Ready> images) {}

    @Override
    public Object run(TaskContext task) throws Exception {
        var request = ImageRequest.of(task.payload());
        var route = routes.findImage(request.model());
        var pictures = pictures(answer(ModelRequest.images(route, request.body(route)), task));
        return new Drawn(route.model(), keep(pictures, task));
    }

    private JsonNode answer(ModelRequest request, TaskContext task) throws InterruptedException, ExecutionException {
        var heard = new Heard();
        var call = models.send(request, heard);
        task.onCancel(() -> {
            call.cancel();
            heard.whole.cancel(false);
        });
        try {
            return Json.tree(heard.whole.get());
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ProblemException problem) {
                throw told(problem);
            }
            throw failed;
        }
    }

    /** A model that is away is nobody's failure: the task waits. */
    private static RuntimeException told(ProblemException problem) {
        return problem.type() == ProblemType.MODEL_UNAVAILABLE
                ? new TaskPostponed(
                        problem.retryAfter().orElse(USUAL_WAIT), problem.type().code())
                : problem;
    }

    private List<Picture> pictures(JsonNode answer) throws InterruptedException, ExecutionException {
        var pictures = new ArrayList<Picture>();
        for (var entry : answer.path("data")) {
            var picture = entry.hasNonNull("b64_json")
                    ? Picture.ofBase64(entry.path("b64_json").asText())
                    : Picture.of(fetched(entry.path("url").asText()));
            pictures.add(picture.orElseThrow(() -> new ProblemException(ProblemType.UPSTREAM_ERROR)));
        }
        if (pictures.isEmpty()) {
            throw new ProblemException(ProblemType.UPSTREAM_ERROR);
        }
        return pictures;
    }

    /** Some models give an address instead; it is as foreign as any other. */
    private byte[] fetched(String address) throws InterruptedException, ExecutionException {
        try {
            var request = OutboundRequest.get(URI.create(address)).within(FETCH, LARGEST_PICTURE);
            var response = outbound.send(request).toCompletableFuture().get();
            if (response.isSuccess()) {
                return response.body();
            }
        } catch (IllegalArgumentException noAddress) {
            throw new ProblemException(ProblemType.UPSTREAM_ERROR, noAddress);
        }
        throw new ProblemException(ProblemType.UPSTREAM_ERROR);
    }

    private List<Ready> keep(List<Picture> pictures, TaskContext task) throws SQLException {
        var ready = new ArrayList<Ready>();
        for (var picture : pictures) {
            var name = "image-" + (ready.size() + 1) + "." + picture.ending();
            ready.add(Ready.of(
                    artefacts.keep(task.connection(), task.owner(), name, picture.mediaType(), kept, picture.bytes())));
        }
        return ready;
    }

    /** Waits for the whole answer. */
    private static final class Heard implements ModelListener {
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private volatile byte[] json;

        @Override
        public void body(byte[] body) {
            json = body;
        }

        @Override
        public void completed(ModelOutcome outcome) {
            whole.complete(json);
        }

        @Override
        public void failed(ProblemException problem) {
            whole.completeExceptionally(problem);
        }
    }
}
