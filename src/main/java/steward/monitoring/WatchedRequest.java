package steward.monitoring;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request whose {@link AsyncContext#complete} is heard. An {@link AsyncListener} should be enough, but once a write has
 * failed because the client is gone, Payara 6 calls neither its onComplete nor its onError, and a stream that was left
 * would count as running for ever.
 */
final class WatchedRequest extends HttpServletRequestWrapper {
    private final Passage passage;
    private final AtomicBoolean completed = new AtomicBoolean();

    WatchedRequest(HttpServletRequest request, Passage passage) {
        super(request);
        this.passage = passage;
    }

    @Override
    public AsyncContext startAsync() {
        completed.set(false);
        return new Watched(super.startAsync());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        completed.set(false);
        return new Watched(super.startAsync(request, response));
    }

    @Override
    public AsyncContext getAsyncContext() {
        return new Watched(super.getAsyncContext());
    }

    private final class Watched implements AsyncContext {
        private final AsyncContext context;

        Watched(AsyncContext context) {
            this.context = context;
        }

        @Override
        public void complete() {
            passage.end();
            // JAX-RS completes again what was completed past it, which the server takes as an error
            if (completed.compareAndSet(false, true)) {
                context.complete();
            }
        }

        @Override
        public ServletRequest getRequest() {
            return context.getRequest();
        }

        @Override
        public ServletResponse getResponse() {
            return context.getResponse();
        }

        @Override
        public boolean hasOriginalRequestAndResponse() {
            return context.hasOriginalRequestAndResponse();
        }

        @Override
        public void dispatch() {
            context.dispatch();
        }

        @Override
        public void dispatch(String path) {
            context.dispatch(path);
        }

        @Override
        public void dispatch(ServletContext target, String path) {
            context.dispatch(target, path);
        }

        @Override
        public void start(Runnable work) {
            context.start(work);
        }

        @Override
        public void addListener(AsyncListener listener) {
            context.addListener(listener);
        }

        @Override
        public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
            context.addListener(listener, request, response);
        }

        @Override
        public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
            return context.createListener(type);
        }

        @Override
        public void setTimeout(long millis) {
            context.setTimeout(millis);
        }

        @Override
        public long getTimeout() {
            return context.getTimeout();
        }
    }
}
