package steward.platform.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/**
 * A Lua script that Redis runs in one piece. It is sent by its hash, and as a whole only where Redis does not know it yet.
 * All keys of one run must have the same hash tag, for a cluster. Immutable.
 */
public final class RedisScript {
    private final String text;
    private final String sha1;

    public RedisScript(String text) {
        this.text = text;
        this.sha1 = sha1(text);
    }

    /** What the script returns: a number is a {@code Long}, a table is a {@code List}. */
    public Object run(UnifiedJedis redis, List<String> keys, List<String> arguments) {
        try {
            return redis.evalsha(sha1, keys, arguments);
        } catch (JedisNoScriptException unknown) {
            return redis.eval(text, keys, arguments);
        }
    }

    // Redis knows scripts by this hash; nothing is kept secret by it
    private static String sha1(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-1");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
