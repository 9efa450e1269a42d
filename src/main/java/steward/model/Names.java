package steward.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The addresses of hosts. Java's look-up blocks, for many seconds when the name server is away, so it happens on threads
 * that may wait and never on those that serve; known addresses are given at once and refreshed behind. When a refresh
 * fails, the addresses known last stay. Thread-safe.
 */
final class Names {
    /** How a name is looked up; may block. */
    interface Lookup {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Executor lookups;
    private final Lookup lookup;
    private final LongSupplier nanoTime;
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    Names(Executor lookups, Lookup lookup, LongSupplier nanoTime) {
        this.lookups = lookups;
        this.lookup = lookup;
        this.nanoTime = nanoTime;
    }

    /** Completes with one address at least, or with what the look-up threw. */
    CompletableFuture<List<InetAddress>> find(String host) {
        var entry = known.computeIfAbsent(host, name -> new Known(nanoTime.getAsLong()));
        if (entry.isToBeFound(nanoTime.getAsLong())) {
            look(host, entry);
        }
        return entry.addresses;
    }

    private void look(String host, Known entry) {
        try {
            lookups.execute(() -> lookNow(host, entry));
        } catch (RejectedExecutionException busy) {
            entry.failed(busy, nanoTime.getAsLong());
            forgetIfUnknown(host, entry);
        }
    }

    private void lookNow(String host, Known entry) {
        try {
            var addresses = List.of(lookup.find(host));
            if (!entry.found(addresses, nanoTime.getAsLong())) {
                var renewed = new Known(nanoTime.getAsLong());
                renewed.found(addresses, nanoTime.getAsLong());
                known.put(host, renewed);
            }
        } catch (UnknownHostException | RuntimeException failure) {
            entry.failed(failure, nanoTime.getAsLong());
            forgetIfUnknown(host, entry);
        }
    }

    /** The next call tries again. */
    private void forgetIfUnknown(String host, Known entry) {
        if (entry.addresses.isCompletedExceptionally()) {
            known.remove(host, entry);
        }
    }

    private static final class Known {
        final CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
        private final AtomicBoolean looking = new AtomicBoolean();
        private volatile long since;

        Known(long since) {
            this.since = since;
        }

        boolean isToBeFound(long now) {
            return (!addresses.isDone() || now - since > FRESH_NANOS) && looking.compareAndSet(false, true);
        }

        /** False if other addresses were found before. */
        boolean found(List<InetAddress> some, long now) {
            since = now;
            var first = addresses.complete(some);
            looking.set(false);
            return first;
        }

        void failed(Exception failure, long now) {
            since = now;
            addresses.completeExceptionally(failure);
            looking.set(false);
        }
    }
}
