package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import steward.platform.problem.ProblemException;

/** Tells who shows a key or token elsewhere than in a request's headers, and whether it is still good. Thread-safe. */
@ApplicationScoped
public class Callers {
    private Credentials credentials;

    Callers() {} // for the CDI proxy

    @Inject
    Callers(Credentials credentials) {
        this.credentials = credentials;
    }

    /**
     * Where somebody asks from.
     *
     * @param address as {@link #from} told
     */
    public record Place(String address, boolean local) {}

    /** What a request showed, and how: {@code cookie} where the browser sent it by itself. */
    public record Shown(String credential, boolean cookie) {}

    /** Where a request that has passed {@link CallerFilter} comes from. */
    public static Place from(HttpServletRequest request) {
        return new Place(ClientAddress.known(request), Caller.of(request).local());
    }

    /** The key or token of a request; empty where none is shown. */
    public static Optional<Shown> shownBy(HttpServletRequest request) {
        return Credential.of(request).map(credential -> new Shown(credential.text(), credential.cookie()));
    }

    /**
     * Who a key or token belongs to at this moment.
     *
     * @return empty for what is unknown, expired or revoked
     * @throws ProblemException starting (503) while it is not yet known who there is
     */
    public Optional<Caller> knownBy(String credential, Place place) {
        return credentials.find(credential, place.address(), place.local()).map(Credentials.Found::caller);
    }
}
