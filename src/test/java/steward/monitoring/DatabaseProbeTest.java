package steward.monitoring;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import steward.FakeTime;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseProbeTest {
    private final FakeTime time = new FakeTime();
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final DatabaseProbe probe = new DatabaseProbe(database(), work::add, time::nanoTime);
    private boolean away;
    private int told;

    @Test
    void aDatabaseNotYetAskedIsNotThere() {
        assertThat(probe.up()).isFalse();
    }

    @Test
    void aDatabaseThatAnswersIsThere() {
        ask();
        assertThat(probe.up()).isTrue();
        assertThat(told).isEqualTo(1);
    }

    @Test
    void aDatabaseThatRefusesIsAwayUntilItAnswersAgain() {
        ask();
        away = true;
        ask();
        assertThat(probe.up()).isFalse();
        away = false;
        ask();
        assertThat(probe.up()).isTrue();
    }

    @Test
    void onlyOneQuestionIsAskedAtATime() {
        probe.ask(() -> {});
        probe.ask(() -> {});
        assertThat(work).hasSize(1);
    }

    @Test
    void aBusyPoolIsNotAnAbsentDatabase() {
        ask();
        probe.ask(() -> {});
        time.advance(Duration.ofSeconds(5));
        assertThat(probe.up()).isTrue();
    }

    @Test
    void aDatabaseThatHangsIsAway() {
        ask();
        probe.ask(() -> {});
        time.advance(Duration.ofMillis(5_001));
        assertThat(probe.up()).isFalse();
    }

    @Test
    void aStoppingServerDoesNotDisturbTheProbe() {
        var stopping = new DatabaseProbe(
                database(),
                refused -> {
                    throw new RejectedExecutionException();
                },
                time::nanoTime);
        stopping.ask(() -> told++);
        stopping.ask(() -> told++);
        assertThat(told).isZero();
    }

    private void ask() {
        probe.ask(() -> told++);
        work.remove().run();
    }

    private DataSource database() {
        return fake(DataSource.class, () -> {
            if (away) {
                throw new SQLException("expected in this test");
            }
            return fake(Connection.class, () -> true);
        });
    }

    private static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, asked, given) -> asked.getReturnType() == void.class ? null : answer.get()));
    }

    private interface Answer {
        Object get() throws SQLException;
    }
}
