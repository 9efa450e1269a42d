package steward;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One request and its response without a server: what is set can be read, what is not asked for is null. */
public final class FakeExchange {
    private final String method;
    private final String path;
    private final String query;
    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> asked = new HashMap<>();
    private final List<Cookie> cookies = new ArrayList<>();
    private String address = "127.0.0.1";
    private String host = "localhost";
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<AsyncListener> listeners = new ArrayList<>();
    private int status = 200;
    private boolean async;

    public FakeExchange(String method, String address) {
        var question = address.indexOf('?');
        this.method = method;
        this.path = question < 0 ? address : address.substring(0, question);
        this.query = question < 0 ? null : address.substring(question + 1);
    }

    public FakeExchange with(String attribute, Object value) {
        attributes.put(attribute, value);
        return this;
    }

    /** A header of the request. */
    public FakeExchange header(String name, String value) {
        asked.put(name, value);
        return this;
    }

    /** A cookie of the request. */
    public FakeExchange cookie(String name, String value) {
        cookies.add(new Cookie(name, value));
        return this;
    }

    /** Whose connection it is, and the host it asks for. */
    public FakeExchange from(String remoteAddress, String asksFor) {
        address = remoteAddress;
        host = asksFor;
        return this;
    }

    public Object attribute(String name) {
        return attributes.get(name);
    }

    public HttpServletRequest request() {
        return fake(HttpServletRequest.class, (proxy, call, arguments) -> switch (call.getName()) {
            case "getMethod" -> method;
            case "getServletPath", "getRequestURI" -> path;
            case "getContextPath" -> "";
            case "getQueryString" -> query;
            case "getParameter" -> parameter((String) arguments[0]);
            case "getHeader" -> asked.get((String) arguments[0]);
            case "getCookies" -> cookies.toArray(Cookie[]::new);
            case "getRemoteAddr" -> address;
            case "getServerName" -> host;
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "getAttribute" -> attributes.get((String) arguments[0]);
            case "isAsyncStarted" -> async;
            case "startAsync" -> {
                async = true;
                yield asyncContext();
            }
            case "getAsyncContext" -> asyncContext();
            default -> null;
        });
    }

    public HttpServletResponse response() {
        return fake(HttpServletResponse.class, (proxy, asked, arguments) -> switch (asked.getName()) {
            case "setStatus" -> status = (int) arguments[0];
            case "getStatus" -> status;
            case "setHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
            case "getHeader" -> headers.get((String) arguments[0]);
            case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
            case "setContentLength" -> headers.put("Content-Length", arguments[0].toString());
            case "isCommitted" -> false;
            case "getOutputStream" -> new Body();
            default -> null;
        });
    }

    public Map<String, String> headers() {
        return headers;
    }

    public byte[] body() {
        return body.toByteArray();
    }

    public int status() {
        return status;
    }

    /** The answer that went on has ended. */
    public void completeAsync() throws IOException {
        for (var listener : listeners) {
            listener.onComplete(new AsyncEvent(asyncContext()));
        }
    }

    private String parameter(String name) {
        return query != null && query.startsWith(name + "=") ? query.substring(name.length() + 1) : null;
    }

    private AsyncContext asyncContext() {
        return fake(AsyncContext.class, (proxy, asked, arguments) -> {
            if (asked.getName().equals("addListener")) {
                listeners.add((AsyncListener) arguments[0]);
            }
            return null;
        });
    }

    /** An object of this type that answers calls as {@code answers} does. */
    public static <T> T fake(Class<T> type, InvocationHandler answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, asked, given) -> {
            var answer = answers.invoke(proxy, asked, given);
            return asked.getReturnType() == void.class ? null : answer;
        }));
    }

    private final class Body extends ServletOutputStream {
        @Override
        public void write(int value) {
            body.write(value);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new IllegalStateException("nobody asks for it");
        }
    }
}
