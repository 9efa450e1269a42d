package steward.realtime;

import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import steward.identity.Callers;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.ClientWatch;
import steward.platform.http.PendingStream;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * {@code GET /api/events?topics=a,b}: the events of a socket's subscriptions as server-sent events, for networks that let no
 * socket through. No thread is held while nothing happens.
 */
public class EventsServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Connections connections;

    @Inject
    private transient Topics topics;

    @Inject
    private transient Callers callers;

    @Inject
    private transient BlockingWork blocking;

    @Inject
    private transient ClientWatch clients;

    @Inject
    private transient ScheduledExecutorService timer;

    /** Made by the container. */
    public EventsServlet() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET");
            throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED)
                    .with("method", request.getMethod())
                    .with("allow", "GET");
        }
        var wanted = wanted(request.getParameter("topics"));
        var guest = Credentials.guest(request, callers);
        var async = request.startAsync();
        async.setTimeout(0);
        var pending = new PendingStream(async, clients, timer, headers -> {}, EventFeed::error);
        var feed = new EventFeed(guest, callers, pending);
        if (!connections.enter(feed)) {
            pending.fail(full());
            return;
        }
        feed.onEnd(() -> connections.leave(feed));
        // whether a caller may hear of a task stands in the database
        blocking.run(() -> wanted.forEach(topic -> feed.hear(topic, topics)))
                .whenComplete((done, failure) -> feed.begin(failure));
    }

    private static List<String> wanted(String topics) {
        var wanted = Arrays.stream((topics == null ? "" : topics).split(","))
                .map(String::strip)
                .filter(topic -> !topic.isEmpty())
                .distinct()
                .toList();
        if (wanted.isEmpty() || wanted.size() > Topics.MOST) {
            throw ProblemException.badInput("topics", "required");
        }
        return wanted;
    }

    private static ProblemException full() {
        return new ProblemException(ProblemType.RATE_LIMIT_EXCEEDED).retryAfter(Duration.ofSeconds(30));
    }
}
