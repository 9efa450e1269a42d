package steward.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The cache and the flights of this instance. */
@ApplicationScoped
class CacheSource {
    @Produces
    @Singleton
    ResponseCache responseCache(CacheConfig config, Clock clock) {
        return new LocalResponseCache(config, clock, Ticker.systemTicker());
    }

    @Produces
    @Singleton
    Flights flights() {
        return new Flights();
    }
}
