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
import redis.clients.jedis.params.MigrateParams;
import redis.clients.jedis.util.JedisClusterCRC16;
import redis.clients.jedis.util.SafeEncoder;
import steward.deploy.RedisServer;

import static org.assertj.core.api.Assertions.assertThat;

/** A primary with a replica and a sentinel, and a cluster of three, all of them real. */
class RedisTopologiesIT {
    private static final int SLOTS = 16_384;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void whenThePrimaryDiesTheSentinelsChoiceIsUsedWithoutARestart() throws Exception {
        try (var primary = RedisServer.start();
                var replica = RedisServer.start("--replicaof", "127.0.0.1 " + primary.port());
                var sentinel = RedisServer.sentinel(folder, primary.port())) {
            Awaitility.await().atMost(PATIENCE).until(() -> knowsAReplica(sentinel));
            try (var test = TestRedis.at("redis-sentinel://127.0.0.1:" + sentinel.port() + "/steward")) {
                var redis = test.redis();
                assertThat(redis.ask(jedis -> jedis.set("kept", "1"))).contains("OK");
                Awaitility.await().atMost(PATIENCE).until(() -> has(replica, "kept"));

                primary.kill();
                assertThat(redis.ask(jedis -> jedis.set("a", "1"))).isEmpty();
                assertThat(redis.up()).isFalse();
                Awaitility.await().atMost(PATIENCE).until(() -> {
                    test.look();
                    return redis.ask(jedis -> jedis.set("a", "1")).isPresent();
                });
                assertThat(redis.ask(jedis -> jedis.get("kept"))).contains("1");
            }
        }
    }

    private static boolean knowsAReplica(RedisServer sentinel) {
        try (var jedis = new Jedis("127.0.0.1", sentinel.port())) {
            return !jedis.sentinelReplicas("steward").isEmpty();
        }
    }

    private static boolean has(RedisServer server, String key) {
        try (var jedis = new Jedis("127.0.0.1", server.port())) {
            return jedis.exists(key);
        }
    }

    @Test
    void slotsMoveBetweenNodesWhileNoQuestionFails() throws Exception {
        var nodes = new ArrayList<Node>();
        try {
            for (var number = 0; number < 3; number++) {
                nodes.add(Node.start(folder, number));
            }
            join(nodes);
            try (var test = TestRedis.at(
                    "redis-cluster://127.0.0.1:" + nodes.get(0).server().port())) {
                var redis = test.redis();
                var keys = IntStream.range(0, 20).mapToObj(key -> "k" + key).toList();
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
            jedis.migrate("127.0.0.1", to.server().port(), 1_000, new MigrateParams(), key);
        }
        // the new owner first: until it knows, it sends everybody back
        to.cluster("SETSLOT", number, "NODE", to.id());
        nodes.forEach(node -> node.cluster("SETSLOT", number, "NODE", to.id()));
    }

    private static boolean agreed(List<Node> nodes) {
        var views = nodes.stream().map(Node::epochs).distinct().toList();
        return views.size() == 1 && Set.copyOf(views.get(0).values()).size() == nodes.size();
    }

    private record Node(RedisServer server, int bus) {
        static Node start(Path folder, int number) {
            var bus = RedisServer.freePort();
            return new Node(
                    RedisServer.start(
                            "--cluster-enabled",
                            "yes",
                            "--cluster-port",
                            Integer.toString(bus),
                            "--cluster-config-file",
                            folder.resolve("node-" + number).toString()),
                    bus);
        }

        Jedis connect() {
            return new Jedis("127.0.0.1", server.port());
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
