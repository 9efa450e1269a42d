package steward.money;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import steward.platform.instance.Instances;
import steward.platform.redis.Redis;

/** Where tokens a minute are counted. */
@ApplicationScoped
class TokenWindowsSource {
    @Produces
    @Singleton
    TokenWindows tokenWindows(Redis redis, Instances instances) {
        var local = new LocalTokenWindows(System::nanoTime);
        return redis.configured() ? new RedisTokenWindows(redis, instances::alive, local) : local;
    }
}
