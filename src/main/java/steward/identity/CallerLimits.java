package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** What a caller may use, for who knows but the id. Thread-safe; does not ask the database. */
@ApplicationScoped
public class CallerLimits {
    private DirectoryFollower follower;

    CallerLimits() {} // for the CDI proxy

    @Inject
    CallerLimits(DirectoryFollower follower) {
        this.follower = follower;
    }

    /** The limits of this {@link Caller#id()}; the usual ones for a caller without an account. */
    public Limits of(String callerId) {
        return follower.directory().limits(callerId);
    }
}
