package steward.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import steward.platform.redis.Redis;

/** The cache and the flights of this instance. */
@ApplicationScoped
class CacheSource {
    @Produces
    @Singleton
    ResponseCache responseCache(CacheConfig config, Redis redis, Clock clock) {
        var local = new LocalResponseCache(config, clock, Ticker.systemTicker());
        return redis.configured() && config.enabled()
                ? new RedisResponseCache(local, redis, clock, System::nanoTime)
                : local;
    }

    @Produces
    @Singleton
    Flights flights() {
        return new Flights();
    }
}
