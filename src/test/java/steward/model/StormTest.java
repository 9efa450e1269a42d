package steward.model;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Calls of every kind at once, well and badly answered, left and paused at any moment. */
class StormTest {
    private static final List<String> KINDS = List.of(
            "stub",
            "stub-delay-20",
            "stub-pace-3-tokens-20",
            "stub-pace-3-tokens-20-nodone",
            "stub-split",
            "stub-fail-429-every-3",
            "stub-fail-503-every-3",
            "stub-fail-400",
            "stub-fail-401",
            "stub-reset-before-every-3",
            "stub-reset-mid-every-3",
            "stub-pace-2-close-mid",
            "stub-errorframe",
            "stub-html",
            "stub-pace-1000-tokens-9",
            "stub-silent",
            "stub-hang");

    private record Asked(Heard heard, ModelCall call, boolean left) {}

    private final Random random = new Random(42);
    private final StubbedModels models = new StubbedModels();

    @AfterEach
    void close() {
        models.close();
    }

    @Test
    void everyCallEndsOnceAndNothingIsLeftBehind() {
        var asked = IntStream.range(0, 3_000).mapToObj(this::ask).toList();
        asked.stream().filter(Asked::left).forEach(one -> one.call().cancel());
        await().until(() ->
                asked.stream().allMatch(one -> one.left() || one.heard().ends() == 1));
        await().until(() -> stats().routes().stream().allMatch(route -> route.inFlight() == 0));
        await().until(() -> stats().connections().leased() == 0);
        await().until(() -> models.calls().active() == 0);
        assertThat(asked).allMatch(one -> one.heard().ends() <= 1);
        assertThat(stats().routes()).allMatch(StormTest::addsUp);
    }

    /** One in eight is left at once, another one while others are asked; one in five is paused for a moment. */
    private Asked ask(int i) {
        var heard = new Heard();
        var model = KINDS.get(random.nextInt(KINDS.size()));
        var call = models.send(model, "第" + i + "问", random.nextBoolean(), heard);
        if (random.nextInt(5) == 0) {
            call.pause();
            call.resume();
        }
        var left = random.nextInt(4) == 0;
        if (left && random.nextBoolean()) {
            call.cancel();
        }
        return new Asked(heard, call, left);
    }

    private static boolean addsUp(RouteStats route) {
        var failed =
                route.failures().values().stream().mapToLong(Long::longValue).sum();
        return route.completed() + route.cancelled() + failed == route.calls();
    }

    private ModelStats stats() {
        return models.client().stats();
    }
}
