package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Knows to whom a key or token was given, from the heap alone. Thread-safe.
 */
@ApplicationScoped
class Credentials {
    static final Duration RETRY = Duration.ofSeconds(2);

    private ApiKeys configured;
    private Tokens tokens;
    private DirectoryFollower follower;
    private LastUse uses;
    private Clock clock;

    Credentials() {} // for the CDI proxy

    @Inject
    Credentials(ApiKeys configured, Tokens tokens, DirectoryFollower follower, LastUse uses, Clock clock) {
        this.configured = configured;
        this.tokens = tokens;
        this.follower = follower;
        this.uses = uses;
        this.clock = clock;
    }

    /** @param token where the credential is a signed token, else null */
    record Found(Caller caller, Tokens.Signed token) {}

    /** Whether it has the shape of a token of ours, which nobody sends just to send something. */
    static boolean isToken(String text) {
        return text.startsWith("eyJ");
    }

    /** Somebody who shows nothing sees what is everybody's. */
    Caller stranger(String id, boolean local, Rights rights) {
        return new Caller(id, false, local, rights.hiding(follower.directory().closedCollections()));
    }

    private static boolean isOurs(String text) {
        return isToken(text) || KeyRecord.isSecret(text);
    }

    /** @throws ProblemException starting (503) for a key of ours while it is not yet known who there is */
    Optional<Found> find(String text, String address, boolean local) {
        var directory = follower.directory();
        var configuredCaller = configured.callerOf(text, local, directory.closedCollections());
        if (configuredCaller.isPresent()) {
            return configuredCaller.map(caller -> new Found(caller, null));
        }
        if (directory == Directory.EMPTY && isOurs(text)) {
            throw new ProblemException(ProblemType.STARTING).retryAfter(RETRY);
        }
        return isToken(text) ? byToken(directory, text, address, local) : byKey(directory, text, address, local);
    }

    private Optional<Found> byToken(Directory directory, String text, String address, boolean local) {
        var found = tokens.access(text)
                .flatMap(token -> directory.callerOf(token, local).map(caller -> new Found(caller, token)));
        found.ifPresent(known -> uses.used(LastUse.Kind.SESSION, known.token().sessionId(), clock.instant(), address));
        return found;
    }

    private Optional<Found> byKey(Directory directory, String text, String address, boolean local) {
        var now = clock.instant();
        var caller = directory.callerOf(Digests.sha256(text), address, now, local);
        caller.ifPresent(known -> uses.used(LastUse.Kind.KEY, known.keyId().orElseThrow(), now, address));
        return caller.map(known -> new Found(known, null));
    }
}
