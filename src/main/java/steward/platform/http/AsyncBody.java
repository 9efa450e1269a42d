package steward.platform.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The whole body of an asynchronous answer. */
public final class AsyncBody {
    private static final Logger LOG = Logger.getLogger(AsyncBody.class.getName());
    /** So much always fits into a socket's buffer, so that writing it does not wait for the client. */
    private static final int SMALL = 16 * 1024;

    private AsyncBody() {}

    /** Writes the body and completes the request. Headers must be set. Does not wait for a client that reads slowly. */
    public static void send(AsyncContext async, byte[] body) {
        var response = (HttpServletResponse) async.getResponse();
        response.setContentLength(body.length);
        try {
            if (body.length <= SMALL) {
                response.getOutputStream().write(body);
                async.complete();
            } else {
                response.getOutputStream().setWriteListener(new Writer(async, response.getOutputStream(), body));
            }
        } catch (IOException | IllegalStateException gone) {
            LOG.log(Level.FINE, "client.gone", gone);
            complete(async);
        }
    }

    private static void complete(AsyncContext async) {
        try {
            async.complete();
        } catch (IllegalStateException completed) {
            LOG.log(Level.FINE, "request.completed_already", completed);
        }
    }

    private record Writer(AsyncContext async, ServletOutputStream out, byte[] body) implements WriteListener {
        @Override
        public void onWritePossible() throws IOException {
            // called again when the one write has been taken by the socket
            if (out.isReady()) {
                out.write(body);
                async.complete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            LOG.log(Level.FINE, "client.gone", failure);
            complete(async);
        }
    }
}
