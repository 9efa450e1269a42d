package steward.realtime;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import steward.identity.Callers;
import steward.platform.http.HttpConfig;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * The handshake of {@code /ws}, before the container takes it over: pages of other sites are refused, because a browser
 * lets any page open a socket to anywhere (RFC 6455, section 10.2); so is a key in the address, which logs and histories
 * keep. Without {@code Upgrade} it is upgrade_required (426). A key may come in the {@code Authorization} header, or, for
 * browsers, as the sub-protocol {@code steward.key.<key>} beside {@code steward}; otherwise it comes in the first frame.
 */
public class SocketFilter implements Filter {
    @Inject
    private HttpConfig config;

    @Inject
    private Callers callers;

    /** Made by the container. */
    public SocketFilter() {}

    SocketFilter(HttpConfig config, Callers callers) {
        this.config = config;
        this.callers = callers;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) servletRequest;
        if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            // else nothing would be served here, which is what a proxy that drops the header makes people believe
            throw upgradeRequired((HttpServletResponse) response);
        }
        var origin = request.getHeader("Origin");
        if (origin != null && !isOurs(origin, request)) {
            throw new ProblemException(ProblemType.FORBIDDEN);
        }
        chain.doFilter(new Handshake(request, Credentials.guest(request, callers)), response);
    }

    /** RFC 9110, section 15.5.22. */
    private static ProblemException upgradeRequired(HttpServletResponse response) {
        response.setHeader("Upgrade", "websocket");
        // beside Upgrade the server leaves the length out: only the connection's end tells the answer's
        response.setHeader("Connection", "close");
        return new ProblemException(ProblemType.UPGRADE_REQUIRED);
    }

    private boolean isOurs(String origin, HttpServletRequest request) {
        // a browser sends its cookie along for whatever page it shows, so that one named by nobody will not do
        boolean byCookie = Callers.shownBy(request).map(Callers.Shown::cookie).orElse(false);
        return config.corsOrigins().contains("*") && !byCookie
                || config.corsOrigins().contains(origin)
                || origin.replaceFirst("^https?://", "").equalsIgnoreCase(request.getHeader("Host"));
    }

    /** Carries the guest to the connection. */
    private static final class Handshake extends HttpServletRequestWrapper {
        private final Guest guest;

        Handshake(HttpServletRequest request, Guest guest) {
            super(request);
            this.guest = guest;
        }

        @Override
        public Principal getUserPrincipal() {
            return guest;
        }
    }
}
