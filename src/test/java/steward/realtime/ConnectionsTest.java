package steward.realtime;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import steward.identity.Caller;

import static org.assertj.core.api.Assertions.assertThat;

/** How many live connections are let in. */
class ConnectionsTest {
    private static final Caller ANNA = new Caller("key:anna", true, false);

    private final Connections connections = new Connections(new RealtimeConfig(3, 2), null, null, null);
    private final List<Integer> sentAway = new ArrayList<>();

    private final class Guest implements Live {
        private Caller caller;

        Guest(String id) {
            caller = new Caller(id, true, false);
        }

        @Override
        public Caller caller() {
            return caller;
        }

        @Override
        public void check() {
            // good for ever
        }

        @Override
        public void drain(int retryMillis) {
            sentAway.add(retryMillis);
        }
    }

    @Test
    void oneCallerHasSoManyAndTheInstanceSoMany() {
        var first = new Guest("key:anna");
        assertThat(connections.enter(first)).isTrue();
        assertThat(connections.enter(new Guest("key:anna"))).isTrue();
        assertThat(connections.enter(new Guest("key:anna"))).isFalse();
        assertThat(connections.enter(new Guest("key:ben"))).isTrue();
        assertThat(connections.enter(new Guest("key:cem"))).isFalse();

        connections.leave(first);
        assertThat(connections.enter(new Guest("key:anna"))).isTrue();
        assertThat(connections.size()).isEqualTo(3);
    }

    @Test
    void whoShowsAKeyLaterCountsAsItsOwner() {
        connections.enter(new Guest("key:anna"));
        connections.enter(new Guest("key:anna"));
        var unknown = new Guest("ip:127.0.0.1");
        connections.enter(unknown);
        assertThat(connections.moved(unknown.caller, ANNA)).isFalse();
        unknown.caller = ANNA;

        connections.leave(unknown);
        assertThat(connections.enter(new Guest("ip:127.0.0.1"))).isTrue();
    }

    @Test
    void anInstanceThatDrainsSendsEverybodyAwayEachToComeAtAnotherMoment() {
        connections.enter(new Guest("key:anna"));
        connections.drain();
        connections.enter(new Guest("key:ben"));

        assertThat(sentAway).hasSize(2).allSatisfy(millis -> assertThat(millis).isBetween(500, 5_000));
    }
}
