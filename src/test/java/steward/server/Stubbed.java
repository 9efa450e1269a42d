package steward.server;

import steward.stub.StubModelServer;

import static steward.server.Instance.settings;

/** One instance beside one stub model server, started by the first test class that asks and shared by all. */
final class Stubbed {
    static final String MODELS = "stub,stub-delay-300,stub-pace-20-tokens-200,stub-delay-300-pace-20,stub-fail-500,"
            + "stub-fail-429-retryafter-7,stub-fail-401,stub-hang,stub-silent,stub-pace-60-reset-mid,stub-split-pace-5,"
            + "stub-first-2500,stub-tool,stub-delay-300-times-1-fail-500,stub-every-2-fail-503";
    static final StubModelServer MODEL = StubModelServer.start();
    static final Instance INSTANCE = Instance.start(
            "stubbed",
            settings(
                    "LLM_BASE_URL",
                    MODEL.baseUrl().toString(),
                    "LLM_API_KEY",
                    "sk-canary-of-the-upstream-key",
                    "LLM_MODEL",
                    MODELS,
                    "LLM_IMAGE_MODEL",
                    "stub-image,stub-image-fail-400",
                    "LLM_EMBEDDING_MODEL",
                    "stub-embed-8",
                    "MAX_CONCURRENT_REQUESTS",
                    "300",
                    "LLM_FIRST_BYTE_TIMEOUT",
                    "5",
                    "REQUEST_TIMEOUT",
                    "5",
                    "REALTIME_MAX_PER_CALLER",
                    "2000"));

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Stubbed::stop));
    }

    private Stubbed() {}

    private static void stop() {
        INSTANCE.close();
        MODEL.close();
    }
}
