package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;

/** Callers by their id, for work that goes on after their request. Thread-safe; does not ask the database. */
@ApplicationScoped
public class KnownCallers {
    private DirectoryFollower follower;

    KnownCallers() {} // for the CDI proxy

    @Inject
    KnownCallers(DirectoryFollower follower) {
        this.follower = follower;
    }

    /**
     * What this {@link Caller#id()} may now: a user who was deleted or disabled since may nothing, a caller without an
     * account what everybody may.
     */
    public Caller of(String callerId) {
        var directory = follower.directory();
        return directory.caller(callerId).orElseGet(() -> stranger(callerId, directory.closedCollections()));
    }

    /** The limits of this {@link Caller#id()}. */
    public Limits limits(String callerId) {
        return of(callerId).limits();
    }

    private static Caller stranger(String callerId, Set<String> closed) {
        var rights = callerId.startsWith("user:") ? Rights.nobody(callerId) : Rights.everybody(callerId);
        return new Caller(callerId, !callerId.startsWith("ip:"), false, rights.hiding(closed));
    }
}
