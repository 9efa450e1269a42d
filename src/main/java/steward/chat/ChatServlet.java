package steward.chat;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import steward.identity.Caller;
import steward.platform.http.AsyncProblem;
import steward.platform.http.ClientWatch;
import steward.platform.http.HttpConfig;
import steward.platform.http.JsonText;
import steward.platform.http.PendingBody;
import steward.platform.http.RequestBody;
import steward.platform.http.RequestContext;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.platform.stream.LiveStreams;

/**
 * {@code POST /api/chat}: one question, answered in one JSON document or, with {@code "stream": true} or
 * {@code Accept: text/event-stream}, as server-sent events. A servlet, because this is the path that carries the load;
 * no thread is held while the answer is made.
 */
public class ChatServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Inject
    private transient Assistant assistant;

    @Inject
    private transient ClientWatch clients;

    @Inject
    private transient HttpConfig config;

    @Inject
    private transient LiveStreams streams;

    /** Made by the container. */
    public ChatServlet() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED)
                    .with("method", request.getMethod())
                    .with("allow", "POST");
        }
        JsonText.requireJson(request);
        var async = request.startAsync();
        async.setTimeout(0);
        RequestBody.read(request, config.maxBodyBytes()).whenComplete((body, failure) -> {
            try {
                if (failure != null) {
                    AsyncProblem.send(async, failure);
                } else {
                    answer(async, request, body);
                }
            } catch (RuntimeException refused) {
                AsyncProblem.send(async, refused);
            }
        });
    }

    private void answer(AsyncContext async, HttpServletRequest request, byte[] body) {
        var question = JsonText.read(body, Question.class).validated();
        if (question.streams() || wantsEvents(request)) {
            var door = streamed(async, request, question);
            door.live().stopWith(answer(question.streaming(), request, door));
        } else {
            var pending = new PendingBody(async, clients);
            pending.onGone(answer(question, request, new PlainAnswer(pending, RequestContext.of(request))));
        }
    }

    private StreamedAnswer streamed(AsyncContext async, HttpServletRequest request, Question question) {
        return new StreamedAnswer(
                RequestContext.of(request),
                door -> streams.open(
                        async,
                        Caller.of(request).id(),
                        question.isResumable(),
                        door::headers,
                        problem -> StreamedAnswer.frame("event: error", problem.asProblemJson())));
    }

    /** Begins the answer; returns what stops it. */
    private Runnable answer(Question question, HttpServletRequest request, AnswerListener door) {
        return assistant.answer(question, Caller.of(request), RequestContext.of(request), door)::cancel;
    }

    private static boolean wantsEvents(HttpServletRequest request) {
        var accept = request.getHeader("Accept");
        return accept != null && accept.toLowerCase(Locale.ROOT).contains("text/event-stream");
    }
}
