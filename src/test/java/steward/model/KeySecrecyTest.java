package steward.model;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.problem.Problem;
import steward.platform.problem.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;

/** The key, which the stub writes into every error, must not come out anywhere, at any log level. */
class KeySecrecyTest {
    private static final Logger ROOT = Logger.getLogger("");

    private final StubbedModels models = new StubbedModels();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Level usual = ROOT.getLevel();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void logEverything() {
        handler.setLevel(Level.ALL);
        ROOT.addHandler(handler);
        ROOT.setLevel(Level.ALL);
    }

    @AfterEach
    void close() {
        ROOT.removeHandler(handler);
        ROOT.setLevel(usual);
        models.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fail-400",
                "fail-401",
                "fail-402",
                "fail-403",
                "fail-404",
                "fail-422",
                "fail-429",
                "fail-500",
                "fail-503-retryafter-9",
                "reset-before",
                "reset-mid",
                "hang",
                "html",
                "redirect",
                "hugeline",
                "errorframe"
            })
    void noFailureShowsTheKey(String fault) {
        shown(models.stream("stub-" + fault).problem());
    }

    @Test
    void noCallThatGoesWellShowsTheKey() {
        models.ask("stub").outcome();
        models.stream("stub").outcome();
        assertNoKey(String.join("\n", lines));
    }

    @Test
    void nothingShownAsTextShowsTheKey() {
        var route = models.route("stub");
        assertNoKey(List.of(
                        route,
                        ModelRequest.chat(route, new byte[0], false),
                        route.key(),
                        models.client().stats())
                .toString());
        assertNoKey(new ModelConfig(Optional.empty(), route.key(), List.of(), List.of(), List.of()).toString());
    }

    private void shown(ProblemException problem) {
        var trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        assertNoKey(trace.toString());
        for (var locale : List.of(Locale.ENGLISH, Locale.CHINESE)) {
            var rendered = new Problem(problem, locale, "req_1");
            assertNoKey(new String(rendered.asOpenAiError(), StandardCharsets.UTF_8));
            assertNoKey(new String(rendered.asProblemJson(), StandardCharsets.UTF_8));
        }
        assertNoKey(String.join("\n", lines));
    }

    private static void assertNoKey(String text) {
        assertThat(text)
                .doesNotContain(StubbedModels.KEY)
                .doesNotContain("GEHEIM")
                .doesNotContain("internal");
    }
}
