package steward.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static steward.server.Instance.settings;

/** What was acknowledged is there after the process was killed in the middle of its work. */
class DurabilityIT {
    /** At a time: a start takes a core for itself. */
    private static final int INSTANCES = 2;

    private static final int ROUNDS = 10;
    private static final int WRITERS = 4;
    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 24;

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilledTwentyTimes() throws Exception {
        var threads = Executors.newFixedThreadPool(INSTANCES);
        try {
            var all = IntStream.rangeClosed(1, INSTANCES)
                    .mapToObj(number -> threads.submit(() -> killAgainAndAgain("killed-" + number)))
                    .toList();
            for (var each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Void killAgainAndAgain(String name) throws InterruptedException {
        var documents = new ConcurrentLinkedQueue<String>();
        var conversations = new ConcurrentLinkedQueue<String>();
        try (var steward = Instance.start(name, settings())) {
            for (var round = 0; round < ROUNDS; round++) {
                killInTheMiddle(steward, documents, conversations);
                steward.startAgain();
                assertAllThere(steward, documents, conversations);
            }
        }
        assertThat(documents).hasSizeGreaterThan(ROUNDS);
        assertThat(conversations).hasSizeGreaterThan(ROUNDS);
        return null;
    }

    @Test
    void everyChangeOfAccountsThatWasAcceptedIsInTheAuditThoughTheProcessIsKilled() throws Exception {
        var users = new ConcurrentLinkedQueue<String>();
        var settings = settings(
                "AUTH_REQUIRED",
                "true",
                "SECRET_KEY",
                "canary-signing-secret-0123456789-abcdefghijk",
                "ADMIN_USERNAME",
                "owner",
                "ADMIN_PASSWORD",
                Accounts.PASSWORD);
        try (var steward = Instance.start("audited", settings)) {
            var owner = Accounts.signIn(steward, "owner");
            for (var round = 0; round < 3; round++) {
                killWhileWriting(steward, i -> addUser(steward, owner, users));
                steward.startAgain();
                assertThat(latest(users))
                        .allSatisfy(id -> assertThat(
                                        steward.get("/admin/api/audit?action=user.created&object=user:" + id, owner)
                                                .body())
                                .as(id)
                                .contains("user:" + id));
                assertThat(value(steward.get("/admin/api/audit/verify", owner).body(), "/intact"))
                        .isEqualTo("true");
            }
        }
    }

    private static boolean addUser(Instance steward, String[] owner, ConcurrentLinkedQueue<String> users) {
        var added = steward.post("/api/users", "{\"username\":\"u" + UUID.randomUUID() + "\"}", owner);
        if (added.statusCode() == 201) {
            users.add(value(added.body(), "/id"));
        }
        return added.statusCode() == 201;
    }

    private static void killInTheMiddle(
            Instance steward, ConcurrentLinkedQueue<String> documents, ConcurrentLinkedQueue<String> conversations)
            throws InterruptedException {
        killWhileWriting(steward, i -> i % 2 == 0 ? add(steward, documents) : ask(steward, conversations));
    }

    /** @param write of the writer whose number is given; true where it was accepted */
    private static void killWhileWriting(Instance steward, IntPredicate write) throws InterruptedException {
        var acknowledged = new CountDownLatch(ACKNOWLEDGED_BEFORE_THE_KILL);
        var writers = Executors.newFixedThreadPool(WRITERS);
        for (var i = 0; i < WRITERS; i++) {
            var number = i;
            writers.submit(() -> untilTheEnd(() -> write.test(number), acknowledged));
        }
        assertThat(acknowledged.await(60, TimeUnit.SECONDS)).isTrue();
        steward.kill();
        writers.shutdown();
        assertThat(writers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    /** Writes one after the other until the server is gone. */
    private static void untilTheEnd(Supplier<Boolean> write, CountDownLatch acknowledged) {
        try {
            while (write.get()) {
                acknowledged.countDown();
            }
        } catch (UncheckedIOException serverIsGone) {
            acknowledged.countDown();
        }
    }

    private static boolean add(Instance steward, ConcurrentLinkedQueue<String> documents) {
        var text = "一份文档 " + UUID.randomUUID();
        var added = steward.post("/api/knowledge/add", "{\"title\":\"kill\",\"content\":\"" + text + "\"}");
        if (added.statusCode() == 201) {
            documents.add(value(added.body(), "/document_id"));
        }
        return added.statusCode() == 201;
    }

    private static boolean ask(Instance steward, ConcurrentLinkedQueue<String> conversations) {
        var answer = steward.post("/api/chat", "{\"message\":\"年假 " + UUID.randomUUID() + "\"}");
        if (answer.statusCode() == 200 && value(answer.body(), "/saved").equals("true")) {
            conversations.add(value(answer.body(), "/conversation_id"));
        }
        return answer.statusCode() == 200;
    }

    private static void assertAllThere(Instance steward, Iterable<String> documents, Iterable<String> conversations) {
        var lost = new ArrayList<String>();
        for (var id : latest(documents)) {
            if (steward.get("/api/knowledge/documents/" + id).statusCode() != 200) {
                lost.add("document " + id);
            }
        }
        for (var id : latest(conversations)) {
            var kept = steward.get("/api/conversations/" + id);
            if (kept.statusCode() != 200
                    || value(kept.body(), "/messages/1/role").isEmpty()) {
                lost.add("conversation " + id);
            }
        }
        assertThat(lost).isEmpty();
    }

    /** The latest are those in danger. */
    private static List<String> latest(Iterable<String> ids) {
        var all = new ArrayList<String>();
        ids.forEach(all::add);
        return all.subList(Math.max(0, all.size() - 100), all.size());
    }

    private static String value(String json, String pointer) {
        try {
            return Json.mapper().readTree(json).at(pointer).asText();
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }
}
