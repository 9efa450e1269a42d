package steward.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class FlightsTest {
    private static final CacheKey KEY = CacheKey.of("chat").part("q", "问").build();

    private final Flights flights = new Flights(1_000);
    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void theFirstLeadsAndTheOthersFollow() {
        assertThat(board(new Ear()).leader()).isTrue();
        assertThat(board(new Ear()).leader()).isFalse();
        assertThat(flights.board(CacheKey.of("chat").build(), new Ear()).leader())
                .isTrue();
        assertThat(flights.stats()).isEqualTo(new FlightStats(2, 2, 1, 0));
    }

    @Test
    void whoComesLateHearsEverythingFromTheFirstPiece() {
        var leader = new Ear();
        var flight = board(leader).flight();
        flight.append(bytes("a"));
        flight.append(bytes("b"));
        var late = new Ear();
        board(late);
        flight.append(bytes("c"));
        flight.land(bytes("abc"));
        assertThat(late.heard).containsExactly("a", "b", "c", "landed abc").isEqualTo(leader.heard);
    }

    @Test
    void howOftenTheSourceWasAskedIsToldToAllAheadOfThePieces() {
        var leader = new Ear();
        var flight = board(leader).flight();
        flight.attempts(2);
        flight.append(bytes("a"));
        var late = new Ear();
        board(late);
        flight.land(bytes("a"));
        flight.attempts(3);
        assertThat(late.heard).containsExactly("attempts 2", "a", "landed a").isEqualTo(leader.heard);
    }

    @Test
    void whoComesAfterTheLandingLeadsTheNextFlight() {
        board(new Ear()).flight().land(bytes("x"));
        assertThat(board(new Ear()).leader()).isTrue();
    }

    @Test
    void onlyTheFirstEndIsTold() {
        var ear = new Ear();
        var flight = board(ear).flight();
        flight.land(bytes("x"));
        flight.crash(problem(ProblemType.UPSTREAM_ERROR));
        flight.append(bytes("y"));
        assertThat(ear.heard).containsExactly("landed x");
    }

    @Test
    void aFollowerMayTryAgainOnceWhenTheLeadersCallFailedBeforeTheFirstPiece() {
        var leader = new Ear();
        var follower = new Ear();
        var again = new Ear();
        var flight = board(leader).flight();
        board(follower);
        flights.boardAgain(KEY, again);
        flight.crash(problem(ProblemType.UPSTREAM_ERROR));
        assertThat(leader.heard).containsExactly("crashed upstream_error false");
        assertThat(follower.heard).containsExactly("crashed upstream_error true");
        assertThat(again.heard).containsExactly("crashed upstream_error false");
    }

    @Test
    void nobodyTriesAgainAfterTheFirstPiece() {
        var follower = new Ear();
        var flight = board(new Ear()).flight();
        board(follower);
        flight.append(bytes("a"));
        flight.crash(problem(ProblemType.UPSTREAM_ERROR));
        assertThat(follower.heard).containsExactly("a", "crashed upstream_error false");
    }

    @Test
    void nobodyTriesAgainWhatMustFailAgain() {
        var follower = new Ear();
        var flight = board(new Ear()).flight();
        board(follower);
        flight.crash(problem(ProblemType.MODEL_NOT_FOUND));
        assertThat(follower.heard).containsExactly("crashed model_not_found false");
    }

    @Test
    void theFlightGoesOnWithoutItsLeader() {
        var leader = board(new Ear());
        var follower = new Ear();
        board(follower);
        leader.flight().onAbandoned(closed::incrementAndGet);
        leader.leave();
        leader.flight().land(bytes("x"));
        assertThat(follower.heard).containsExactly("landed x");
        assertThat(closed).hasValue(0);
    }

    @Test
    void theUpstreamCallIsClosedOnceWhenTheLastHasLeft() {
        var leader = board(new Ear());
        var follower = board(new Ear());
        leader.flight().onAbandoned(closed::incrementAndGet);
        follower.leave();
        follower.leave();
        assertThat(closed).hasValue(0);
        leader.leave();
        leader.leave();
        assertThat(closed).hasValue(1);
        assertThat(flights.stats()).isEqualTo(new FlightStats(0, 1, 1, 1));
    }

    @Test
    void whoComesAfterAllHaveLeftLeadsANewFlight() {
        board(new Ear()).leave();
        assertThat(board(new Ear()).leader()).isTrue();
    }

    @Test
    void anUpstreamCallBegunAfterAllHaveLeftIsClosedAtOnce() {
        var leader = board(new Ear());
        leader.leave();
        leader.flight().onAbandoned(closed::incrementAndGet);
        assertThat(closed).hasValue(1);
    }

    @Test
    void leavingAfterTheLandingClosesNothing() {
        var leader = board(new Ear());
        leader.flight().onAbandoned(closed::incrementAndGet);
        leader.flight().land(bytes("x"));
        leader.leave();
        assertThat(closed).hasValue(0);
    }

    @Test
    void whoHasLeftHearsNothingMore() {
        var ear = new Ear();
        var leader = board(new Ear());
        var follower = board(ear);
        leader.flight().append(bytes("a"));
        follower.leave();
        leader.flight().append(bytes("b"));
        assertThat(ear.heard).containsExactly("a");
    }

    @Test
    void aFlightTooLongToBeToldFromTheStartTakesNobodyMore() {
        var ear = new Ear();
        var flight = board(ear).flight();
        flight.append(new byte[1_001]);
        assertThat(board(new Ear()).leader()).isTrue();
        flight.land(bytes("x"));
        assertThat(ear.heard).hasSize(2);
    }

    @Test
    void aListenerThatFailsHarmsNobodyElse() {
        var other = new Ear();
        var leader = board(new Ear() {
            @Override
            public void piece(byte[] piece) {
                throw new IllegalStateException("expected in this test");
            }
        });
        board(other);
        leader.flight().onAbandoned(closed::incrementAndGet);
        leader.flight().append(bytes("a"));
        leader.flight().append(bytes("b"));
        assertThat(other.heard).containsExactly("a", "b");
        assertThat(closed).hasValue(0);
    }

    @Test
    void twoHundredWhoAskAtOnceHearTheSameAndAskUpstreamOnce() throws InterruptedException {
        var threads = Executors.newFixedThreadPool(16);
        var cache = new LandedAnswers();
        var ears = new ArrayList<Ear>();
        var upstreamCalls = new AtomicInteger();
        var start = new CountDownLatch(1);
        for (var i = 0; i < 200; i++) {
            var ear = new Ear();
            ears.add(ear);
            threads.execute(() -> {
                awaitQuietly(start);
                var boarding = board(ear);
                if (boarding.leader() && !cache.answered(boarding)) {
                    upstreamCalls.incrementAndGet();
                    for (var piece = 0; piece < 50; piece++) {
                        boarding.flight().append(bytes("p" + piece));
                    }
                    cache.landed = true;
                    boarding.flight().land(bytes("all"));
                }
            });
        }
        start.countDown();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(upstreamCalls).hasValue(1);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(ears).allMatch(Ear::ended));
        var whole = ears.stream().filter(ear -> ear.heard.size() > 1).toList();
        assertThat(whole)
                .isNotEmpty()
                .allSatisfy(ear -> assertThat(ear.heard).hasSize(51).isEqualTo(whole.get(0).heard));
    }

    @Test
    void underComingAndGoingEveryPieceIsHeardInOrderAndEveryCallEndsOrIsClosed() throws InterruptedException {
        var threads = Executors.newFixedThreadPool(8);
        var producers = Executors.newFixedThreadPool(4);
        var led = new AtomicInteger();
        var ended = new AtomicInteger();
        for (var i = 0; i < 20_000; i++) {
            threads.execute(() -> {
                var ear = new Ear();
                var boarding = board(ear);
                if (boarding.leader()) {
                    led.incrementAndGet();
                    boarding.flight().onAbandoned(closed::incrementAndGet);
                    producers.execute(() -> {
                        for (var piece = 0; piece < 10; piece++) {
                            boarding.flight().append(bytes(Integer.toString(piece)));
                        }
                        boarding.flight().land(bytes("all"));
                    });
                    boarding.flight().onAbandoned(closed::incrementAndGet);
                }
                if (ThreadLocalRandom.current().nextInt(3) == 0) {
                    boarding.leave();
                } else {
                    awaitQuietly(ear.end);
                    ended.incrementAndGet();
                }
                assertInOrder(ear.heard);
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(50, TimeUnit.SECONDS)).isTrue();
        producers.shutdown();
        assertThat(producers.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
        assertThat(flights.stats().underWay()).isZero();
        assertThat(flights.stats().abandoned()).isEqualTo(closed.get());
        assertThat(flights.stats().started()).isEqualTo(led.get());
        assertThat(ended.get()).isGreaterThan(10_000);
    }

    private static void assertInOrder(List<String> heard) {
        for (var i = 0; i < heard.size(); i++) {
            assertThat(heard.get(i)).isEqualTo(i == 10 ? "landed all" : Integer.toString(i));
        }
    }

    private Boarding board(FlightListener listener) {
        return flights.board(KEY, listener);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static ProblemException problem(ProblemType type) {
        return new ProblemException(type);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Stands for the cache that a leader looks into again. */
    private static final class LandedAnswers {
        private volatile boolean landed;

        boolean answered(Boarding boarding) {
            if (landed) {
                boarding.flight().land(bytes("all"));
            }
            return landed;
        }
    }

    /** Remembers what it hears, and fails where two threads speak to it at once. */
    private static class Ear implements FlightListener {
        private final List<String> heard = new ArrayList<>();
        private final AtomicInteger speakers = new AtomicInteger();
        private final CountDownLatch end = new CountDownLatch(1);

        boolean ended() {
            return end.getCount() == 0;
        }

        @Override
        public void attempts(int attempts) {
            hear("attempts " + attempts, false);
        }

        @Override
        public void piece(byte[] piece) {
            hear(text(piece), false);
        }

        @Override
        public void landed(byte[] result) {
            hear("landed " + text(result), true);
        }

        @Override
        public void crashed(ProblemException problem, boolean mayBoardAgain) {
            hear("crashed " + problem.type().code() + " " + mayBoardAgain, true);
        }

        private void hear(String message, boolean last) {
            assertThat(speakers.incrementAndGet()).isEqualTo(1);
            assertThat(ended()).isFalse();
            heard.add(message);
            speakers.decrementAndGet();
            if (last) {
                end.countDown();
            }
        }

        private static String text(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
