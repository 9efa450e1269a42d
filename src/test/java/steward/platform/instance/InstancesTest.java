package steward.platform.instance;

import java.time.Clock;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import steward.platform.database.Migrations;

import static org.assertj.core.api.Assertions.assertThat;

class InstancesTest {
    private final JdbcDataSource database = new JdbcDataSource();

    @BeforeEach
    void tables() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID()
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;DB_CLOSE_DELAY=-1");
        Migrations.migrated(database);
    }

    @Test
    void instancesSeeEachOtherAfterABeat() {
        var one = instance("server-1", "aaaa");
        var two = instance("server-2", "aaaa");
        assertThat(one.alive()).isEqualTo(1);
        one.beat();
        two.beat();
        one.beat();
        assertThat(one.alive()).isEqualTo(2);
        assertThat(one.all()).extracting(InstanceInfo::serverId).containsExactly("server-1", "server-2");
        assertThat(one.all()).extracting(InstanceInfo::self).containsExactly(true, false);
    }

    @Test
    void anotherConfigurationIsTold() {
        var one = instance("server-1", "aaaa");
        instance("server-2", "bbbb").beat();
        one.beat();
        assertThat(one.all()).extracting(InstanceInfo::sameConfiguration).containsExactly(true, false);
    }

    @Test
    void anInstanceThatDrainsIsAliveAndOneThatStoppedIsNot() {
        var one = instance("server-1", "aaaa");
        var two = instance("server-2", "aaaa");
        var three = instance("server-3", "aaaa");
        two.drain();
        two.beat();
        three.beat();
        three.say("stopped");
        one.beat();
        assertThat(one.all()).extracting(InstanceInfo::state).containsExactly("up", "draining", "stopped");
        assertThat(one.alive()).isEqualTo(2);
    }

    @Test
    void whatAnInstanceTellsOfItsNumbersReachesTheOthers() {
        var one = instance("server-1", "aaaa");
        var two = instance("server-2", "aaaa");
        two.reportNumbers(() -> "{\"in_flight\":3}");
        two.beat();
        one.beat();
        assertThat(one.all().get(1).numbers().path("in_flight").asInt()).isEqualTo(3);
    }

    @Test
    void aDatabaseThatIsAwayChangesNothing() {
        var broken = new JdbcDataSource();
        broken.setURL("jdbc:h2:tcp://127.0.0.1:1/nowhere");
        var one = new Instances(config("server-1", "aaaa"), broken, Clock.systemUTC());
        one.beat();
        assertThat(one.alive()).isEqualTo(1);
    }

    private Instances instance(String name, String fingerprint) {
        return new Instances(config(name, fingerprint), database, Clock.systemUTC());
    }

    private static InstanceConfig config(String name, String fingerprint) {
        return new InstanceConfig(name, UUID.randomUUID().toString(), "1.0", fingerprint, "all");
    }
}
