package steward.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Optional;

/** A request whose caller is known, in the words of the Servlet API: the roles are those of web.xml. */
final class SignedRequest extends HttpServletRequestWrapper {
    private static final String TOKEN = "steward.token";

    private final Caller caller;

    SignedRequest(HttpServletRequest request, Caller caller) {
        super(request);
        this.caller = caller;
    }

    static void attach(HttpServletRequest request, Tokens.Signed token) {
        request.setAttribute(TOKEN, token);
    }

    /** The token that a user signed in with; empty where a key was shown, or nothing. */
    static Optional<Tokens.Signed> token(HttpServletRequest request) {
        return Optional.ofNullable((Tokens.Signed) request.getAttribute(TOKEN));
    }

    @Override
    public String getRemoteUser() {
        return caller.known() ? caller.id() : null;
    }

    @Override
    public Principal getUserPrincipal() {
        return caller.known() ? caller::id : null;
    }

    @Override
    public boolean isUserInRole(String role) {
        return Role.labelled(role).filter(caller::has).isPresent();
    }
}
