package steward.platform.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * The console at {@code /admin/}. It keeps its place after the {@code #} of its one address; whoever types a place as a
 * path, such as {@code /admin/tasks}, is led there, with relative addresses, whatever the context root. What follows a
 * {@code #} never reaches a server, nor does the token of {@code /admin/setup#token=}: a browser carries it over when it is
 * led to an address that has none.
 */
public class ConsoleServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Made by the container. */
    public ConsoleServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        var below = request.getPathInfo();
        if (below == null) {
            redirect(response, "admin/" + query(request));
        } else if (below.equals("/")) {
            request.getRequestDispatcher("/console-page/index.html").forward(request, response);
        } else if (isForAPerson(request) && !isFile(below)) {
            redirect(response, below.matches("/setup/?") ? setup(request, below) : place(request));
        } else {
            throw new ProblemException(ProblemType.UNKNOWN_URL)
                    .with("method", request.getMethod())
                    .with("path", request.getRequestURI());
        }
    }

    /** From {@code /admin/tasks/17?x=1} to {@code ../#/tasks/17?x=1}; the path stays as it was encoded. */
    private static String place(HttpServletRequest request) {
        var place = request.getRequestURI().substring(request.getContextPath().length() + "/admin/".length());
        var depth = place.chars().filter(sign -> sign == '/').count();
        return (depth == 0 ? "./" : "../".repeat((int) depth)) + "#/" + place.replaceFirst("/+$", "") + query(request);
    }

    private static String setup(HttpServletRequest request, String below) {
        var asked = request.getQueryString() == null ? "" : "&" + request.getQueryString();
        return (below.endsWith("/") ? "../" : "./") + "?setup" + asked;
    }

    private static String query(HttpServletRequest request) {
        return request.getQueryString() == null ? "" : "?" + request.getQueryString();
    }

    private static boolean isForAPerson(HttpServletRequest request) {
        var accept = request.getHeader("Accept");
        return accept != null && accept.contains("text/html");
    }

    /** The files of the console lie elsewhere; no place of it has a dot in its last word. */
    private static boolean isFile(String path) {
        return path.indexOf('.', path.lastIndexOf('/')) >= 0;
    }

    private static void redirect(HttpServletResponse response, String location) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", location);
    }
}
