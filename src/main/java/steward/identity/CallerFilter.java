package steward.identity;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import steward.platform.http.RequestContext;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Says who asks and whether they may, as {@link AccessTable} has it: 401 where nobody is known, 403 where the caller may
 * not, 404 where there is no such route. A key or token comes as {@code Authorization: Bearer} or {@code X-API-Key}, or as
 * a browser's cookie, which counts for a change only together with {@code X-CSRF-Token}. Where no key is asked for, one
 * that is not known is ignored, as many clients must send something.
 */
public class CallerFilter implements Filter {
    private static final int SHOWN_TAIL = 4;
    private static final Set<String> CHANGES_NOTHING = Set.of("GET", "HEAD", "OPTIONS");

    @Inject
    private IdentityConfig config;

    @Inject
    private Credentials credentials;

    @Inject
    private Audit audit;

    /** Made by the container. */
    public CallerFilter() {}

    CallerFilter(IdentityConfig config, Credentials credentials, Audit audit) {
        this.config = config;
        this.credentials = credentials;
        this.audit = audit;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) servletRequest;
        var address = ClientAddress.of(request, config.trustedProxies());
        ClientAddress.attach(request, address);
        var caller = caller(request, address);
        try {
            chain.doFilter(caller.known() ? new SignedRequest(request, caller) : request, response);
        } catch (ProblemException refused) {
            AdministrativeWrite.record(audit, request, refused.type().status());
            throw refused;
        }
        if (!request.isAsyncStarted()) { // what goes on is a resource, see AuditFilter
            AdministrativeWrite.record(audit, request, ((HttpServletResponse) response).getStatus());
        }
    }

    private Caller caller(HttpServletRequest request, String address) {
        var access = AccessTable.of(request);
        var local = ClientAddress.isThisMachine(request, address);
        var open = access.isPresent() && access.get().isOpen(local);
        var found = found(request, address, local, open);
        if (found.isEmpty() && config.keyRequired() && !open) {
            throw new ProblemException(ProblemType.MISSING_API_KEY);
        }
        found.filter(known -> known.token() == null).ifPresent(known -> noteUse(request, known.caller(), address));
        found.map(Credentials.Found::token).ifPresent(token -> SignedRequest.attach(request, token));
        var caller =
                found.map(Credentials.Found::caller).orElseGet(() -> stranger(ClientAddress.network(address), local));
        caller.attachTo(request);
        check(access.orElseThrow(() -> unknownUrl(request)), caller, request);
        return caller;
    }

    /** Who is known and tries what they may not is recorded; strangers are not, who could fill the audit with it. */
    private void check(Access access, Caller caller, HttpServletRequest request) {
        try {
            access.check(caller);
        } catch (ProblemException refused) {
            if (caller.known()) {
                AdministrativeWrite.record(audit, request, refused.type().status());
            }
            throw refused;
        }
    }

    private void noteUse(HttpServletRequest request, Caller caller, String address) {
        var context = RequestContext.of(request);
        audit.keyUsed(caller.id(), address, context == null ? "" : context.id());
    }

    private Optional<Credentials.Found> found(HttpServletRequest request, String address, boolean local, boolean open) {
        var shown = Credential.of(request);
        if (shown.isEmpty()) {
            return Optional.empty();
        }
        var text = shown.get().text();
        var found = credentials.find(text, address, local);
        if (shown.get().cookie()) {
            // one that has run out is renewed by the page, which is told so as if there were none
            found.filter(known -> !open).ifPresent(known -> requireOwnPage(request, known));
        } else if (found.isEmpty() && !open && (config.keyRequired() || Credentials.isToken(text))) {
            throw new ProblemException(ProblemType.INVALID_API_KEY).with("tail", tail(text));
        }
        return found;
    }

    /** A page of another site can make the browser send our cookie, but cannot read what this header must repeat. */
    private static void requireOwnPage(HttpServletRequest request, Credentials.Found known) {
        var repeated = request.getHeader("X-CSRF-Token");
        if (!CHANGES_NOTHING.contains(request.getMethod())
                && !Digests.same(known.token() == null ? null : known.token().csrf(), repeated)) {
            throw new ProblemException(ProblemType.FORBIDDEN);
        }
    }

    private Caller stranger(String network, boolean local) {
        var id = "ip:" + network;
        var rights =
                config.keyRequired() ? Rights.nobody(id) : local ? Rights.of(Role.OPERATOR, id) : Rights.everybody(id);
        return credentials.stranger(id, local, rights);
    }

    private static ProblemException unknownUrl(HttpServletRequest request) {
        return new ProblemException(ProblemType.UNKNOWN_URL)
                .with("method", request.getMethod())
                .with("path", request.getRequestURI());
    }

    /** Enough for a person to know the key again, too little to guess it. */
    private static String tail(String key) {
        return key.length() < 3 * SHOWN_TAIL || Credentials.isToken(key)
                ? "…"
                : key.substring(key.length() - SHOWN_TAIL);
    }
}
