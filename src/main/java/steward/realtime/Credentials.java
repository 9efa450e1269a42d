package steward.realtime;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import steward.identity.Caller;
import steward.identity.Callers;
import steward.platform.http.RequestContext;
import steward.platform.problem.ProblemException;

/** What a request for a live connection shows of its caller. Stateless. */
final class Credentials {
    private static final String PROTOCOLS = "Sec-WebSocket-Protocol";
    private static final String KEY_PROTOCOL = "steward.key.";
    private static final Set<String> SECRETS = Set.of("token", "key", "api_key", "access_token", "authorization");

    private Credentials() {}

    /** @throws ProblemException invalid_request (400) for a key in the address, which logs and histories keep */
    static Guest guest(HttpServletRequest request, Callers callers) {
        refuseSecretsInTheAddress(request);
        var place = Callers.from(request);
        var credential = protocolKey(request).or(() -> Callers.shownBy(request).map(Callers.Shown::credential));
        var known = credential.flatMap(shown -> callers.knownBy(shown, place));
        var context = RequestContext.of(request);
        return new Guest(
                known.orElseGet(() -> Caller.of(request)),
                place,
                context.id(),
                context.locale(),
                known.isPresent() ? credential : Optional.empty());
    }

    private static void refuseSecretsInTheAddress(HttpServletRequest request) {
        var query = request.getQueryString();
        if (query == null) {
            return;
        }
        for (var pair : query.split("&")) {
            var name = pair.split("=", 2)[0].toLowerCase(Locale.ROOT);
            if (SECRETS.contains(name)) {
                throw ProblemException.badInput(name, "not_in_address");
            }
        }
    }

    private static Optional<String> protocolKey(HttpServletRequest request) {
        var protocols = String.valueOf(request.getHeader(PROTOCOLS));
        return Arrays.stream(protocols.split(","))
                .map(String::strip)
                .filter(protocol -> protocol.startsWith(KEY_PROTOCOL))
                .map(protocol -> protocol.substring(KEY_PROTOCOL.length()))
                .findFirst();
    }
}
