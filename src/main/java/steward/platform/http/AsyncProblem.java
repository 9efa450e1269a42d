package steward.platform.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** A problem as the end of an asynchronous request. */
public final class AsyncProblem {
    private AsyncProblem() {}

    /** Answers with the problem that the failure is, and completes the request. Does not block. */
    public static void send(AsyncContext async, Throwable failure) {
        var request = (HttpServletRequest) async.getRequest();
        var response = (HttpServletResponse) async.getResponse();
        var problem = ProblemResponse.rendered(request, failure);
        if (response.isCommitted()) {
            async.complete();
        } else {
            AsyncBody.send(async, ProblemResponse.head(request, response, problem));
        }
    }
}
