package steward.platform.http;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Turns whatever the filters and servlets behind it throw into a problem, and refuses a body that says itself that it
 * is too long (413), or leaves a doubt where it ends (400), before a byte of it is read.
 */
public class ProblemFilter implements Filter {
    @Inject
    private HttpConfig config;

    /** Made by the container. */
    public ProblemFilter() {}

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        var request = (HttpServletRequest) servletRequest;
        var response = (HttpServletResponse) servletResponse;
        try {
            refuseDoubtfulBody(request, response);
            refuseTooLargeBody(request, response);
            chain.doFilter(limited(request), response);
        } catch (ServletException wrapped) {
            ProblemResponse.send(request, response, wrapped.getRootCause() == null ? wrapped : wrapped.getRootCause());
        } catch (RuntimeException failure) {
            ProblemResponse.send(request, response, failure);
        }
    }

    private static void refuseDoubtfulBody(HttpServletRequest request, HttpServletResponse response) {
        try {
            BodyEnd.requireClear(request);
        } catch (ProblemException doubtful) {
            // what follows on this connection may be anything
            response.setHeader("Connection", "close");
            throw doubtful;
        }
    }

    private void refuseTooLargeBody(HttpServletRequest request, HttpServletResponse response) {
        if (request.getContentLengthLong() > config.maxBodyBytes() && !LimitedBody.isUpload(request)) {
            // what is left of the body is not worth reading: the connection ends with the answer
            response.setHeader("Connection", "close");
            throw tooLarge(config.maxBodyBytes());
        }
    }

    private HttpServletRequest limited(HttpServletRequest request) {
        return request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") != null
                ? new LimitedBody(request, config.maxBodyBytes())
                : request;
    }

    static ProblemException tooLarge(long max) {
        return new ProblemException(ProblemType.REQUEST_TOO_LARGE)
                .with("max", max)
                .with("setting", "MAX_REQUEST_BODY_MB");
    }
}
