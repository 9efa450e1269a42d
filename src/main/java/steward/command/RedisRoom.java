package steward.command;

import java.util.List;
import java.util.Map;
import steward.platform.config.Bilingual;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.redis.RedisCheck;

/** Whether the Redis of the settings answers, and if not, why and what to do. */
final class RedisRoom {
    private static final Bilingual NAME = Bilingual.same("Redis");
    private static final Map<String, Bilingual> FIXES = Map.of(
            "certificate_not_trusted",
            new Bilingual(
                    "REDIS_CA_FILE=签发 Redis 证书的 CA；证书须写明 REDIS_URL 里的主机名",
                    "REDIS_CA_FILE=the authority of Redis's certificate, which must name the host of REDIS_URL"),
            "tls_failed",
            new Bilingual("rediss 只用于 Redis 的 tls-port", "rediss is for the tls-port of Redis only"),
            "wrong_password",
            new Bilingual(
                    "检查 REDIS_URL 里的用户和密码，或 REDIS_PASSWORD", "check user and password in REDIS_URL, or REDIS_PASSWORD"),
            "not_permitted",
            new Bilingual(
                    "ACL 要允许 REDIS_KEY_PREFIX 开头的键", "its ACL must allow the keys that begin with REDIS_KEY_PREFIX"));
    private static final Bilingual USUAL = new Bilingual("检查 REDIS_URL 和 Redis", "check REDIS_URL and Redis");

    private final Settings settings;

    RedisRoom(Settings settings) {
        this.settings = settings;
    }

    List<Finding> findings() {
        if (settings.find(Setting.REDIS_URL).isEmpty()
                && settings.find(Setting.REDIS_HOST).isEmpty()) {
            return List.of(Finding.ok(NAME, new Bilingual("未配置，不是必需", "none is configured, and none is needed")));
        }
        try {
            return List.of(finding(RedisCheck.cause(settings)));
        } catch (IllegalArgumentException notUnderstood) {
            return List.of(Finding.problem(NAME, Bilingual.same(notUnderstood.getMessage()), USUAL));
        }
    }

    static Finding finding(String cause) {
        return cause.isEmpty()
                ? Finding.ok(NAME, new Bilingual("有应答", "answers"))
                : Finding.problem(
                        NAME,
                        new Bilingual("没有应答：" + cause, "does not answer: " + cause),
                        FIXES.getOrDefault(cause, USUAL));
    }
}
