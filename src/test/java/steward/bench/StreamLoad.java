package steward.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Many streams at once against one server, from one thread. One line of figures for each number of {@code --streams}.
 *
 * <pre>
 * java -cp target/test-classes steward.bench.StreamLoad --port 8000 --path /v1/chat/completions \
 *   --body '{"model":"stub-pace-20-tokens-100","stream":true,"messages":[{"role":"user","content":"@N@"}]}' \
 *   --streams 100,1000 --least 100
 *
 * --body      &#64;N&#64; becomes a number that is never the same
 * --streams   so many are opened together, and each ends by itself; several numbers run one after the other
 * --seconds   with it, a stream that ended is replaced by a new one for so long
 * --hold      with it, the streams are closed after so many seconds, ended or not
 * --least     events that a stream must have had to count as whole
 * --header    one more header, as "name: value"
 * </pre>
 *
 * Prints {@code STREAMS n ended failed events seconds first_p50 first_p99 gap_p99 open_after_hold}, times in milliseconds.
 */
public final class StreamLoad {
    private static final long GIVE_UP = TimeUnit.SECONDS.toNanos(40);

    private final Map<String, String> options;
    private final Selector selector;
    private final InetSocketAddress server;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final Set<Stream> open = new HashSet<>();
    private Samples first;
    private Samples gaps;
    private int ended;
    private int failed;
    private long events;
    private long asked = System.nanoTime();

    private StreamLoad(Map<String, String> options) throws IOException {
        this.options = options;
        selector = Selector.open();
        server = new InetSocketAddress("127.0.0.1", number("port", 8000));
    }

    void event(boolean isFirst, long nanos) {
        events++;
        (isFirst ? first : gaps).add(nanos);
    }

    void ended(Stream stream, boolean well) {
        open.remove(stream);
        ended++;
        if (!well || stream.events() < number("least", 1)) {
            failed++;
        }
    }

    private String run(int streams) throws IOException {
        first = new Samples();
        gaps = new Samples();
        ended = 0;
        failed = 0;
        events = 0;
        var begun = System.nanoTime();
        var replace = begun + TimeUnit.SECONDS.toNanos(number("seconds", 0));
        var until = options.containsKey("hold") ? begun + TimeUnit.SECONDS.toNanos(number("hold", 1)) : begun + GIVE_UP;
        open(streams);
        while (!open.isEmpty() && System.nanoTime() < until) {
            selector.select(100);
            for (var key : selector.selectedKeys()) {
                ((Stream) key.attachment()).go(buffer);
            }
            selector.selectedKeys().clear();
            if (System.nanoTime() < replace) {
                open(streams - open.size());
            }
        }
        var seconds = (System.nanoTime() - begun) / 1e9;
        var left = open.size();
        failed += options.containsKey("hold") ? 0 : left;
        open.forEach(Stream::close);
        open.clear();
        return String.format(
                Locale.ROOT,
                "STREAMS %d %d %d %d %.3f %.2f %.2f %.2f %d",
                streams,
                ended,
                failed,
                events,
                seconds,
                first.percentile(0.5),
                first.percentile(0.99),
                gaps.percentile(0.99),
                left);
    }

    private void open(int count) throws IOException {
        for (var i = 0; i < count; i++) {
            open.add(new Stream(this, selector, server, request()));
        }
    }

    private byte[] request() {
        var body = options.get("body").replace("@N@", "stream " + asked++).getBytes(StandardCharsets.UTF_8);
        var extra = options.containsKey("header") ? options.get("header") + "\r\n" : "";
        var head = "POST " + options.get("path") + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                + extra + "Content-Length: " + body.length + "\r\n\r\n";
        return (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    private int number(String option, int otherwise) {
        return options.containsKey(option) ? Integer.parseInt(options.get(option)) : otherwise;
    }

    /** Prints a line for each number of {@code --streams}. */
    public static void main(String[] args) throws IOException {
        var options = new HashMap<String, String>();
        for (var i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i].substring(2), args[i + 1]);
        }
        var load = new StreamLoad(options);
        for (var streams : options.getOrDefault("streams", "1").split(",")) {
            System.out.println(load.run(Integer.parseInt(streams)));
        }
    }
}
