package steward.platform.redis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.util.JedisClusterCRC16;
import redis.clients.jedis.util.SafeEncoder;
import steward.deploy.RedisServer;
import steward.platform.config.Settings;

import static org.assertj.core.api.Assertions.assertThat;

/** A primary with a replica and a sentinel, and a cluster of three, all of them real; by TLS with a user of the access list, too. */
class RedisTopologiesIT {
    private static final int SLOTS = 16_384;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void whenThePrimaryDiesTheSentinelsChoiceIsUsedWithoutARestart() throws Exception {
        failsOver(RedisDoor.open());
    }

    @Test
    void byTlsWithAUserTheSentinelsChoiceIsUsedToo() throws Exception {
        failsOver(RedisDoor.tls(folder));
    }

    private void failsOver(RedisDoor door) throws Exception {
        try (var primary = door.start();
                var replica = door.start("--replicaof", "127.0.0.1 " + primary.port());
                var sentinel = door.sentinel(folder, primary.port())) {
            Awaitility.await().atMost(PATIENCE).until(() -> knowsAReplica(door, sentinel));
            var url = door.url("sentinel", sentinel) + "/steward";
            refusesWhoDoesNotBelong(door, url);
            try (var test = TestRedis.at(url, door.authority())) {
                var redis = test.redis();
                assertThat(redis.ask(jedis -> jedis.set("test:kept", "1"))).contains("OK");
                Awaitility.await().atMost(PATIENCE).until(() -> has(door, replica, "test:kept"));

                primary.kill();
                assertThat(redis.ask(jedis -> jedis.set("test:a", "1"))).isEmpty();
                assertThat(redis.up()).isFalse();
                Awaitility.await().atMost(PATIENCE).until(() -> {
                    test.look();
                    return redis.ask(jedis -> jedis.set("test:a", "1")).isPresent();
                });
                assertThat(redis.ask(jedis -> jedis.get("test:kept"))).contains("1");
            }
        }
    }

    /** Without the authority, without TLS and with another password it is not used, and the cause is told. */
    private void refusesWhoDoesNotBelong(RedisDoor door, String url) {
        assertThat(RedisCheck.cause(door.settings(url))).isEmpty();
        if (door.authority().isEmpty()) {
            return;
        }
        var strangers = Settings.of(Map.of("REDIS_URL", url, "REDIS_KEY_PREFIX", "test:"));
        assertThat(RedisCheck.cause(strangers)).as("another authority").isNotEmpty();
        assertThat(RedisCheck.cause(door.settings(url.replace("rediss-", "redis-"))))
                .as("without TLS")
                .isNotEmpty();
        assertThat(RedisCheck.cause(door.settings(url.replace(RedisDoor.PASSWORD, "wrong"))))
                .as("another password")
                .isNotEmpty();
        assertThat(RedisCheck.cause(door.settings(url, "other:")))
                .as("another's keys")
                .isEqualTo("not_permitted");
    }

    private static boolean knowsAReplica(RedisDoor door, RedisServer sentinel) {
        try (var jedis = door.connectToSentinel(sentinel)) {
            return !jedis.sentinelReplicas("steward").isEmpty();
        }
    }

    private static boolean has(RedisDoor door, RedisServer server, String key) {
        try (var jedis = door.connect(server)) {
            return jedis.exists(key);
        }
    }

    @Test
    void slotsMoveBetweenNodesWhileNoQuestionFails() throws Exception {
        slotsMove(RedisDoor.open());
    }

    @Test
    void byTlsWithAUserSlotsMoveWhileNoQuestionFailsToo() throws Exception {
        slotsMove(RedisDoor.tls(folder));
    }

    private void slotsMove(RedisDoor door) throws Exception {
        var nodes = new ArrayList<Node>();
        try {
            for (var number = 0; number < 3; number++) {
                nodes.add(Node.start(door, folder, number));
            }
            join(nodes);
            var url = door.url("cluster", nodes.get(0).server());
            refusesWhoDoesNotBelong(door, url);
            try (var test = TestRedis.at(url, door.authority())) {
                var redis = test.redis();
                var keys =
                        IntStream.range(0, 20).mapToObj(key -> "test:k" + key).toList();
                keys.forEach(key -> assertThat(redis.ask(jedis -> jedis.set(key, key)))
                        .as(key)
                        .contains("OK"));
                var stop = new AtomicBoolean();
                var wrong = CompletableFuture.supplyAsync(() -> {
                    var failures = new ArrayList<String>();
                    while (!stop.get()) {
                        keys.stream()
                                .filter(key ->
                                        !redis.ask(jedis -> jedis.get(key)).equals(Optional.of(key)))
                                .forEach(failures::add);
                    }
                    return failures;
                });
                for (var key : keys) {
                    move(nodes, JedisClusterCRC16.getSlot(key), key);
                }
                stop.set(true);
                assertThat(wrong.get()).isEmpty();
                assertThat(redis.up()).isTrue();
            }
        } finally {
            nodes.forEach(Node::close);
        }
    }

    /** Everybody knows everybody, and each has a third of the slots. */
    private static void join(List<Node> nodes) {
        var share = SLOTS / nodes.size() + 1;
        for (var number = 0; number < nodes.size(); number++) {
            var first = number * share;
            var last = Math.min(SLOTS - 1, first + share - 1);
            // as redis-cli does: nodes of one epoch would contest a slot that has moved until they have agreed on
            // others
            nodes.get(number).cluster("SET-CONFIG-EPOCH", Integer.toString(number + 1));
            nodes.get(number).cluster("ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
        }
        for (var node : nodes.subList(1, nodes.size())) {
            nodes.get(0)
                    .cluster("MEET", "127.0.0.1", Integer.toString(node.server().port()), Integer.toString(node.bus()));
        }
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        nodes.stream().allMatch(node -> node.cluster("INFO").contains("cluster_state:ok")));
    }

    /**
     * As resharding does it, one slot with one key. It begins when everybody agrees on everybody's epoch: only then
     * does the new owner take one above all, and a late heartbeat of the old owner cannot win the slot back.
     */
    private static void move(List<Node> nodes, int slot, String key) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> agreed(nodes));
        var from = nodes.get(slot / (SLOTS / nodes.size() + 1));
        var to = nodes.get((nodes.indexOf(from) + 1) % nodes.size());
        var number = Integer.toString(slot);
        to.cluster("SETSLOT", number, "IMPORTING", from.id());
        from.cluster("SETSLOT", number, "MIGRATING", to.id());
        try (var jedis = from.connect()) {
            jedis.migrate("127.0.0.1", to.server().port(), 1_000, from.door().migrate(), key);
        }
        // the new owner first: until it knows, it sends everybody back
        to.cluster("SETSLOT", number, "NODE", to.id());
        nodes.forEach(node -> node.cluster("SETSLOT", number, "NODE", to.id()));
    }

    private static boolean agreed(List<Node> nodes) {
        var views = nodes.stream().map(Node::epochs).distinct().toList();
        return views.size() == 1 && Set.copyOf(views.get(0).values()).size() == nodes.size();
    }

    private record Node(RedisDoor door, RedisServer server, int bus) {
        static Node start(RedisDoor door, Path folder, int number) {
            var bus = RedisServer.freePort();
            return new Node(
                    door,
                    door.start(
                            "--cluster-enabled",
                            "yes",
                            "--cluster-port",
                            Integer.toString(bus),
                            "--cluster-config-file",
                            folder.resolve("node-" + number).toString()),
                    bus);
        }

        Jedis connect() {
            return door.connect(server);
        }

        String id() {
            return cluster("MYID");
        }

        /** Each node's epoch, by its id, as this one knows it. */
        Map<String, String> epochs() {
            return cluster("NODES")
                    .lines()
                    .map(line -> line.split(" "))
                    .collect(Collectors.toMap(columns -> columns[0], columns -> columns[6]));
        }

        String cluster(String... arguments) {
            try (var jedis = connect()) {
                return SafeEncoder.encode((byte[]) jedis.sendCommand(Command.CLUSTER, arguments));
            }
        }

        void close() {
            server.close();
        }
    }
}
