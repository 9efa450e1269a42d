package steward.platform.redis;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Why Redis could not be asked, in one word that is safe to show. */
final class RedisCause {
    static final String NONE = "";

    private RedisCause() {}

    static String of(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                // the client keeps there what each address of a host said
                .flatMap(cause -> Stream.concat(Stream.of(cause), Stream.of(cause.getSuppressed())))
                .map(RedisCause::word)
                .filter(word -> !word.isEmpty())
                // the innermost knows best: a broken handshake is a certificate that is not trusted
                .reduce((outer, inner) -> inner)
                .orElse("error");
    }

    private static String word(Throwable cause) {
        if (cause instanceof CertificateException) {
            return "certificate_not_trusted";
        }
        if (cause instanceof SSLException) {
            return "tls_failed";
        }
        if (cause instanceof JedisAccessControlException || cause instanceof JedisDataException) {
            return refusal(String.valueOf(cause.getMessage()));
        }
        if (cause instanceof SocketTimeoutException) {
            return "timeout";
        }
        if (cause instanceof ConnectException) {
            return "refused";
        }
        return cause instanceof UnknownHostException ? "unknown_host" : NONE;
    }

    private static String refusal(String message) {
        if (message.startsWith("WRONGPASS") || message.startsWith("NOAUTH") || message.contains("AUTH")) {
            return "wrong_password";
        }
        return message.startsWith("NOPERM") ? "not_permitted" : "error";
    }
}
