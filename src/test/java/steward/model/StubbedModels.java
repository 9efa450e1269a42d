package steward.model;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import steward.HurriedTimer;
import steward.platform.config.Secret;
import steward.stub.StubCalls;
import steward.stub.StubModelServer;

/** A real client and the stub it asks. Any name of a model can be asked; the stub behaves as the name says. */
public final class StubbedModels implements AutoCloseable {
    public static final String KEY = "sk-test-0123456789abcdefGEHEIM";
    /** Deadlines short enough to wait for. */
    public static final ModelLimits QUICK = new ModelLimits(
            Duration.ofMillis(250),
            Duration.ofMillis(700),
            Duration.ofMillis(500),
            Duration.ofMillis(300),
            Duration.ofMillis(1_200),
            2_000);

    /** How much shorter the waits between attempts are here. Deadlines are what they are. */
    private static final int HURRY = 20;

    private final StubModelServer server = StubModelServer.start();
    private final ScheduledExecutorService timer = new HurriedTimer(1, HURRY);
    private final ExecutorService lookups = Executors.newCachedThreadPool(daemons("lookups"));
    private final ModelClient client;

    public StubbedModels() {
        this(QUICK);
    }

    public StubbedModels(ModelLimits limits) {
        this(limits, System::nanoTime);
    }

    StubbedModels(ModelLimits limits, LongSupplier nanoTime) {
        client = new ModelClient(new ModelRoutes(List.of(), List.of()), limits, timer, lookups, nanoTime);
    }

    /** Waits for what happens in milliseconds. */
    static ConditionFactory soon() {
        return Awaitility.await().pollInterval(Duration.ofMillis(5));
    }

    public ModelClient client() {
        return client;
    }

    public StubCalls calls() {
        return server.calls();
    }

    public StubModelServer server() {
        return server;
    }

    public ModelRoute route(String model) {
        return ModelRoute.of(model, server.baseUrl(), Secret.of(KEY));
    }

    public Heard ask(String model) {
        var heard = new Heard();
        send(model, "年假怎么算？", false, heard);
        return heard;
    }

    public Heard stream(String model) {
        var heard = new Heard();
        send(model, "年假怎么算？", true, heard);
        return heard;
    }

    public ModelCall send(String model, String question, boolean stream, ModelListener listener) {
        return client.send(ModelRequest.chat(route(model), body(model, question, stream), stream), listener);
    }

    /** The stats of this model. */
    public RouteStats stats(String model) {
        return client.stats().routes().stream()
                .filter(route -> route.model().equals(model))
                .findFirst()
                .orElseThrow();
    }

    static byte[] body(String model, String question, boolean stream) {
        return ("{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\""
                        + question + "\"}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
        server.close();
        timer.shutdownNow();
        lookups.shutdownNow();
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
