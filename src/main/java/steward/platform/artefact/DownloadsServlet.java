package steward.platform.artefact;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.ClientWatch;
import steward.platform.http.PendingBody;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * {@code GET /downloads/{file}}: a file by its signed link, from any instance. Always to be saved, never shown as a page of
 * ours. A link that is wrong is not found (404), one whose time is over is gone (410).
 */
public class DownloadsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    /** What a browser may be told the truth about; everything else is bytes. */
    private static final Set<String> HARMLESS =
            Set.of("image/png", "image/jpeg", "image/webp", "text/csv", "application/json", "application/zip");

    @Inject
    private transient Artefacts artefacts;

    @Inject
    private transient BlockingWork blocking;

    @Inject
    private transient ClientWatch clients;

    @Inject
    private transient Clock clock;

    /** Made by the container. */
    public DownloadsServlet() {}

    /** An answer that is ready. */
    private record Answer(Consumer<HttpServletResponse> head, byte[] body) {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        if (!METHODS.contains(request.getMethod())) {
            response.setHeader("Allow", "GET, HEAD");
            throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED)
                    .with("method", request.getMethod())
                    .with("allow", "GET, HEAD");
        }
        var link = link(request);
        var range = request.getHeader("Range");
        var known = request.getHeader("If-None-Match");
        var async = request.startAsync();
        async.setTimeout(0);
        var pending = new PendingBody(async, clients);
        blocking.call(() -> answer(link, range, known)).whenComplete((answer, failure) -> {
            if (failure != null) {
                pending.fail(failure);
            } else {
                pending.send(answer.head(), answer.body());
            }
        });
    }

    private static DownloadLink link(HttpServletRequest request) {
        var file = String.valueOf(request.getPathInfo()).replaceFirst("^/", "");
        var expires = Optional.ofNullable(request.getParameter("expires")).filter(text -> text.matches("\\d{1,15}"));
        var signature = request.getParameter("signature");
        if (DownloadLink.id(file).isEmpty() || expires.isEmpty() || signature == null) {
            throw notFound();
        }
        return new DownloadLink(file, Long.parseLong(expires.get()), signature);
    }

    private Answer answer(DownloadLink link, String range, String known) {
        var now = clock.instant();
        if (link.expires() <= now.getEpochSecond()) {
            throw new ProblemException(ProblemType.GONE).with("what", "file");
        }
        var artefact = DownloadLink.id(link.file())
                .flatMap(artefacts::find)
                .filter(found -> link.opens(found, now))
                .orElseThrow(DownloadsServlet::notFound);
        if (etag(artefact).equals(known)) {
            return new Answer(response -> head(response, HttpServletResponse.SC_NOT_MODIFIED, artefact), new byte[0]);
        }
        var wanted = ByteRange.of(range, artefact.bytes());
        return wanted.isPresent() ? part(artefact, wanted.get()) : whole(artefact);
    }

    private Answer whole(Artefact artefact) {
        return new Answer(
                response -> head(response, HttpServletResponse.SC_OK, artefact),
                artefacts.range(artefact, 0, artefact.bytes()));
    }

    private Answer part(Artefact artefact, ByteRange range) {
        if (!range.isSatisfiable()) {
            return new Answer(
                    response -> {
                        response.setStatus(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
                        response.setHeader("Content-Range", "bytes */" + artefact.bytes());
                    },
                    new byte[0]);
        }
        return new Answer(
                response -> {
                    head(response, HttpServletResponse.SC_PARTIAL_CONTENT, artefact);
                    response.setHeader("Content-Range", range.header(artefact.bytes()));
                },
                artefacts.range(artefact, range.start(), range.end()));
    }

    private static void head(HttpServletResponse response, int status, Artefact artefact) {
        response.setStatus(status);
        response.setContentType(
                HARMLESS.contains(artefact.mediaType()) ? artefact.mediaType() : "application/octet-stream");
        response.setHeader("ETag", etag(artefact));
        response.setHeader("Accept-Ranges", "bytes");
        response.setHeader("Cache-Control", "private, max-age=3600");
        response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
        var name = URLEncoder.encode(artefact.name(), StandardCharsets.UTF_8).replace("+", "%20");
        response.setHeader("Content-Disposition", "attachment; filename*=UTF-8''" + name);
    }

    private static String etag(Artefact artefact) {
        return '"' + artefact.sha256().substring(0, 32) + '"';
    }

    private static ProblemException notFound() {
        return new ProblemException(ProblemType.NOT_FOUND).with("what", "file");
    }
}
