package steward.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import steward.platform.json.Json;

/** What finding out who asks, and whether they may, costs each request; started by {@code bench/auth.sh}. */
final class AuthBench {
    private static final int ROUNDS = 7;
    private static final int REQUESTS = 200_000;
    private static final int NEW_TOKENS = 4_000;
    private static final int PASSWORDS = 10;
    private static final String FROM = "192.0.2.7";
    private static final String CONFIGURED = "sk-configured-key-0123456789";

    private AuthBench() {}

    public static void main(String[] arguments) {
        var house = IdentityHouse.withConfig(new IdentityConfig(true, List.of(CONFIGURED), List.of()));
        var user = house.user("anna", Role.OPERATOR);
        var actor = new Actor(house.follower.directory().caller(user.callerId()).orElseThrow(), FROM, "");
        var keys = new Keys(house.changes, house.ids, house.time);
        var key = keys.add(actor, json("{\"name\":\"bench\"}")).secret();
        var session = house.sessions.begin(user, IdentityHouse.BROWSER, "login").access();
        var fresh = IntStream.range(0, (ROUNDS + 1) * NEW_TOKENS)
                .mapToObj(number -> house.sessions
                        .begin(user, IdentityHouse.PROGRAM, "login")
                        .access())
                .toArray(String[]::new);
        house.close(); // from here on nothing can ask the database

        System.out.println("| shown | ns a request |\n| --- | ---: |");
        tell("a key of `API_KEYS`", REQUESTS, number -> house.credentials.find(CONFIGURED, FROM, false));
        tell("a user's key", REQUESTS, number -> house.credentials.find(key, FROM, false));
        tell("a token seen before", REQUESTS, number -> house.credentials.find(session, FROM, false));
        tell("a token for the first time", NEW_TOKENS, number -> house.credentials.find(fresh[number], FROM, false));
        tell("a key that nobody has", REQUESTS, number -> house.credentials.find(key + "x", FROM, false));
        tell(
                "the route's line in the table",
                REQUESTS,
                number -> AccessTable.of("GET", "/api/conversations/1/messages"));
        var passwords = new Passwords(Runnable::run);
        var hash = passwords.hash(IdentityHouse.PASSWORD);
        tell("a password, once at signing in", PASSWORDS, number -> passwords.matches("wrong", hash));
    }

    /** The median of the rounds after the first; {@code work} gets a number that rises over all rounds. */
    private static void tell(String what, int times, IntFunction<?> work) {
        var rounds = new long[ROUNDS];
        var number = 0;
        var found = 0;
        for (var round = -1; round < ROUNDS; round++) {
            var begin = System.nanoTime();
            for (var i = 0; i < times; i++) {
                found += work.apply(number++) == null ? 0 : 1;
            }
            if (round >= 0) {
                rounds[round] = (System.nanoTime() - begin) / times;
            }
        }
        Arrays.sort(rounds);
        var nanos = rounds[ROUNDS / 2];
        System.out.printf(
                "| %s | %,d%s |%n",
                what, nanos, nanos > 1_000_000 ? " (" + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms)" : "");
        if (found != number) {
            throw new IllegalStateException(what);
        }
    }

    private static JsonNode json(String text) {
        return Json.tree(text.getBytes(StandardCharsets.UTF_8));
    }
}
