package steward.platform.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.util.Locale;

/** A request whose body has no stated length: it is cut with request_too_large (413) when it passes the limit. */
final class LimitedBody extends HttpServletRequestWrapper {
    private final long maxBytes;

    LimitedBody(HttpServletRequest request, long maxBytes) {
        super(request);
        this.maxBytes = maxBytes;
    }

    /** Files have a limit of their own, kept where they are read. */
    static boolean isUpload(HttpServletRequest request) {
        var type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return isUpload(this) ? super.getInputStream() : new Counted(super.getInputStream(), maxBytes);
    }

    private static final class Counted extends ServletInputStream {
        private final ServletInputStream body;
        private long left;
        private final long max;

        Counted(ServletInputStream body, long max) {
            this.body = body;
            this.left = max;
            this.max = max;
        }

        @Override
        public int read() throws IOException {
            return (int) counted(body.read(), 1);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            var count = body.read(buffer, offset, length);
            return (int) counted(count, count);
        }

        private long counted(long result, long count) {
            if (result >= 0 && (left -= count) < 0) {
                throw ProblemFilter.tooLarge(max);
            }
            return result;
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
