package steward.cache;

import java.util.Optional;

/** Answers by what they depend on. May forget any of them at any time. Safe for many threads; never fails. */
public interface ResponseCache {
    /** The answer under this key while it is fresh; counted as hit or miss. */
    Optional<CachedResponse> find(CacheKey key);

    /**
     * As {@link #find}, but not counted: for the leader of a {@link Flight}, who looks again after boarding because the
     * flight before may have landed between the look-up and the boarding.
     */
    Optional<CachedResponse> peek(CacheKey key);

    /** Keeps an answer until its time is over or the room is needed; does nothing where caching is off. */
    void put(CacheKey key, CachedResponse response);

    /** Forgets what matches, here and where it is shared, and returns how many answers of this instance that were. */
    int clear(ClearFilter filter);

    /** As {@link #clear}, of this instance alone: somebody else has seen to what is shared. */
    int forget(ClearFilter filter);

    CacheStats stats();
}
