package steward.knowledge;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import steward.platform.redis.Redis;
import steward.platform.redis.RedisScript;
import steward.platform.signal.Signals;

/**
 * Tells the other instances of changes, so that their indexes need not wait for the next look. The number of the last
 * change stands in Redis before its writer is answered, and every search compares it with what its index has: a writer
 * finds at once what it has written, wherever it is sent. Without Redis the others follow the signal, or the next look
 * within a second.
 */
@ApplicationScoped
class ChangeNews {
    private static final String TOPIC = "knowledge.changed";
    private static final RedisScript RAISE = new RedisScript("""
            local before = tonumber(redis.call('GET', KEYS[1]) or '-1')
            if tonumber(ARGV[1]) > before then redis.call('SET', KEYS[1], ARGV[1], 'EX', 3600) end
            return 1
            """);

    private ChangeGate gate;
    private IndexFollower index;
    private Signals signals;
    private Redis redis;
    private Signals.Subscription subscription;

    ChangeNews() {} // for the CDI proxy

    @Inject
    ChangeNews(ChangeGate gate, IndexFollower index, Signals signals, Redis redis) {
        this.gate = gate;
        this.index = index;
        this.signals = signals;
        this.redis = redis;
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object start) {
        gate.onChange(this::tell);
        index.beforeReading(this::follow);
        subscription = signals.subscribe(TOPIC, change -> index.lookIfBehind(Long.parseLong(change)));
    }

    @PreDestroy
    void stop() {
        subscription.close();
    }

    private void tell(long change) {
        redis.ask(jedis -> RAISE.run(jedis, List.of(key()), List.of(Long.toString(change))));
        signals.publish(TOPIC, Long.toString(change));
    }

    private void follow() {
        redis.ask(jedis -> jedis.get(key()))
                .map(Long::parseLong)
                .filter(change -> change > index.version())
                .ifPresent(index::catchUpTo);
    }

    /** Of these rows alone: another database on the same Redis counts its own changes. */
    private String key() {
        return redis.key("knowledge-change:" + index.epoch());
    }
}
