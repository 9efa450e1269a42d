package steward.platform.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The error page of the container: what it refuses by itself becomes a problem too, never HTML. */
public class ErrorServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public ErrorServlet() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var failure = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        var status = (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        var problem = failure != null
                ? failure
                : ProblemMappers.StatusProblems.of(status == null ? 404 : status, request, "");
        ProblemResponse.send(request, response, problem);
    }
}
