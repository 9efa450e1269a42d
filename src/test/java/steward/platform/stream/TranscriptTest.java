package steward.platform.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import steward.FakeTime;
import steward.platform.stream.Transcript.Resumed;

import static org.assertj.core.api.Assertions.assertThat;

class TranscriptTest {
    private final FakeTime time = new FakeTime();
    private final KeptSize all = new KeptSize(100);
    private final Heard first = new Heard();
    private final Heard second = new Heard();

    @Test
    void framesAreNumberedFromOneAndToldInOrder() {
        var said = transcript(10);
        say(said, "a", "b");
        assertThat(first.frames).containsExactly("1a", "2b");
    }

    @Test
    void anotherConnectionHasTheRestAndGoesOn() {
        var said = transcript(10);
        say(said, "a", "b", "c");
        said.leave(first);
        assertThat(said.resume(1, second)).isEqualTo(Resumed.GOES_ON);
        say(said, "d");
        assertThat(second.frames).containsExactly("2b", "3c", "4d");
        assertThat(first.frames).hasSize(3);
    }

    @Test
    void theConnectionThatIsTakenOverIsToldSo() {
        var said = transcript(10);
        said.resume(0, second);
        say(said, "a");
        assertThat(first.end).isEqualTo("replaced");
        assertThat(first.frames).isEmpty();
        assertThat(second.frames).containsExactly("1a");
        assertThat(said.leave(first)).as("it is nobody's any more").isFalse();
    }

    @Test
    void anAnswerThatIsOverIsToldToItsEnd() {
        var said = transcript(10);
        say(said, "a", "b");
        said.end();
        assertThat(said.resume(1, second)).isEqualTo(Resumed.TOLD);
        assertThat(second.frames).containsExactly("2b");
        assertThat(second.end).isEqualTo("ended");
        assertThat(said.resume(2, new Heard())).isEqualTo(Resumed.NOTHING_LEFT);
    }

    @Test
    void theFrameThatTellsOfAFailureIsToldToWhoComesLaterToo() {
        var said = transcript(10);
        say(said, "a");
        said.leave(first);
        assertThat(said.breakOff(number -> number + "!"))
                .as("somebody heard it")
                .isFalse();
        said.resume(0, second);
        assertThat(second.frames).containsExactly("1a", "2!");
    }

    @Test
    void aNumberThatNoFrameHadIsAhead() {
        var said = transcript(10);
        say(said, "a");
        assertThat(said.resume(2, second)).isEqualTo(Resumed.AHEAD);
        assertThat(second.frames).isEmpty();
        say(said, "b");
        assertThat(first.frames).as("who listened still does").hasSize(2);
    }

    @Test
    void moreThanMayBeKeptIsToldButNotKept() {
        var said = transcript(5);
        say(said, "a", "b", "c");
        assertThat(first.frames).hasSize(3);
        assertThat(said.isKept()).isFalse();
        assertThat(said.resume(0, second)).isEqualTo(Resumed.NOT_KEPT);
        assertThat(all.taken()).isZero();
    }

    @Test
    void allTogetherKeepNoMoreThanIsAllowed() {
        var told = new ArrayList<Transcript<String>>();
        for (var i = 0; i < 60; i++) {
            var said = transcript(1_000);
            say(said, "a");
            told.add(said);
        }
        assertThat(told.stream().filter(Transcript::isKept)).hasSize(50);
        assertThat(all.taken()).isEqualTo(100);
        told.forEach(Transcript::forget);
        assertThat(all.taken()).isZero();
    }

    @Test
    void whatIsStoppedSaysNothingMoreAndItsSourceEndsOnce() {
        var said = transcript(10);
        var ends = new ArrayList<String>();
        said.stopWith(() -> ends.add("source"));
        say(said, "a");
        said.stop();
        said.stop();
        say(said, "b");
        assertThat(first.frames).containsExactly("1a");
        assertThat(ends).containsExactly("source");
        said.stopWith(() -> ends.add("late source"));
        assertThat(ends).as("a source that begins after the stop").containsExactly("source", "late source");
    }

    @Test
    void itRestsWhileNobodyListensAndWhenItIsOver() {
        var said = transcript(10);
        time.advance(Duration.ofSeconds(5));
        assertThat(said.restedNanos()).isZero();
        said.leave(first);
        time.advance(Duration.ofSeconds(3));
        assertThat(said.restedNanos()).isEqualTo(Duration.ofSeconds(3).toNanos());
        said.resume(0, second);
        assertThat(said.restedNanos()).isZero();
        said.end();
        time.advance(Duration.ofSeconds(2));
        assertThat(said.restedNanos()).isEqualTo(Duration.ofSeconds(2).toNanos());
    }

    private Transcript<String> transcript(long most) {
        return new Transcript<>(time::nanoTime, String::length, most, all, first);
    }

    private static void say(Transcript<String> said, String... frames) {
        for (var frame : List.of(frames)) {
            said.tell(number -> number + frame);
        }
    }

    private static final class Heard implements Listener<String> {
        private final List<String> frames = new ArrayList<>();
        private String end = "";

        @Override
        public void frame(String frame) {
            frames.add(frame);
        }

        @Override
        public void ended() {
            end = "ended";
        }

        @Override
        public void replaced() {
            end = "replaced";
        }
    }
}
