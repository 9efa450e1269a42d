package steward.platform.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The API's page at {@code /api/} and its OpenAPI document at {@code /api/openapi.json}, which JAX-RS would otherwise
 * hide behind its own mapping.
 */
public class PageServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String DOCUMENT = "/api/openapi.json";

    /** Made by the container. */
    public PageServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        var path = request.getServletPath();
        if (path.equals(DOCUMENT)) {
            sendDocument(response);
        } else if (path.endsWith("openapi.json")) {
            // its addresses are relative to this one place
            redirect(response, request.getContextPath() + DOCUMENT);
        } else if (path.endsWith("/")) {
            request.getRequestDispatcher("/api-page/index.html").forward(request, response);
        } else {
            redirect(response, path.substring(path.lastIndexOf('/') + 1) + "/");
        }
    }

    private static void redirect(HttpServletResponse response, String location) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", location);
    }

    private static void sendDocument(HttpServletResponse response) throws IOException {
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-cache");
        try (var document = PageServlet.class.getResourceAsStream("/META-INF/openapi.json")) {
            document.transferTo(response.getOutputStream());
        }
    }
}
