package steward.stub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What the stub has seen. Safe for many threads. */
public final class StubCalls {
    private static final int REMEMBERED = 1_000;

    private final Deque<Received> last = new ArrayDeque<>(); // guarded by this
    private final Map<String, AtomicInteger> byModel = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger mostActive = new AtomicInteger();
    private final AtomicInteger aborted = new AtomicInteger();
    private final AtomicInteger openConnections = new AtomicInteger();
    private final AtomicInteger allConnections = new AtomicInteger();

    /** Calls so far. */
    public int count() {
        return count.get();
    }

    /** Calls of this model so far. */
    public int count(String model) {
        var calls = byModel.get(model);
        return calls == null ? 0 : calls.get();
    }

    /** Calls that are being answered now. */
    public int active() {
        return active.get();
    }

    /** The most calls that were being answered at one time. */
    public int mostActive() {
        return mostActive.get();
    }

    /** Calls whose client left before their end. */
    public int aborted() {
        return aborted.get();
    }

    public int openConnections() {
        return openConnections.get();
    }

    /** Connections accepted so far. */
    public int allConnections() {
        return allConnections.get();
    }

    /** The last thousand calls, oldest first. */
    public synchronized List<Received> last() {
        return new ArrayList<>(last);
    }

    /** The latest call. */
    public synchronized Received latest() {
        return last.getLast();
    }

    /** Forgets all calls; what is open stays counted. */
    public synchronized void forget() {
        last.clear();
        byModel.clear();
        count.set(0);
        aborted.set(0);
        mostActive.set(active.get());
    }

    synchronized void began(Received call) {
        count.incrementAndGet();
        mostActive.accumulateAndGet(active.incrementAndGet(), Math::max);
        if (last.size() == REMEMBERED) {
            last.removeFirst();
        }
        last.addLast(call);
    }

    /** The how manieth call of this model it is, from 1. */
    int asked(String model) {
        return byModel.computeIfAbsent(model, name -> new AtomicInteger()).incrementAndGet();
    }

    void answered(Received call) {
        call.nowAnswered();
        active.decrementAndGet();
    }

    void aborted(Received call) {
        call.nowAborted();
        aborted.incrementAndGet();
        active.decrementAndGet();
    }

    void connected() {
        openConnections.incrementAndGet();
        allConnections.incrementAndGet();
    }

    void disconnected() {
        openConnections.decrementAndGet();
    }

    String asJson() {
        return "{\"calls\":" + count() + ",\"active\":" + active() + ",\"most_active\":" + mostActive()
                + ",\"aborted\":" + aborted() + ",\"open_connections\":" + openConnections()
                + ",\"all_connections\":" + allConnections() + ",\"last\":["
                + last().stream().map(Received::asJson).collect(Collectors.joining(",")) + "]}";
    }
}
