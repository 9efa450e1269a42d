package steward.platform.redis;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/** Whom we let vouch for Redis: Java's own authorities, or those of the settings and nobody else. */
final class TrustedCertificates {
    private static final String TYPE = "PKCS12";
    /** A store of this kind needs one to be read again; it never leaves the memory and holds nothing secret. */
    private static final char[] PASSWORD = "public".toCharArray();

    private TrustedCertificates() {}

    /**
     * @param pem one certificate after the other, or empty for Java's own
     * @throws IllegalArgumentException naming the setting where these are no certificates
     */
    static SslOptions of(String pem) {
        if (pem.isBlank()) {
            return SslOptions.defaults();
        }
        try {
            var store = store(pem);
            return SslOptions.builder()
                    .trustStoreType(TYPE)
                    .truststore(() -> new ByteArrayInputStream(store), PASSWORD)
                    // a certificate of the right authority for another host is not Redis's
                    .sslVerifyMode(SslVerifyMode.FULL)
                    .build();
        } catch (GeneralSecurityException | IOException none) {
            throw new IllegalArgumentException("REDIS_CA must hold certificates in PEM", none);
        }
    }

    private static byte[] store(String pem) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(TYPE);
        store.load(null, null);
        var text = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(text)) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
        if (store.size() == 0) {
            throw new IOException("no certificate");
        }
        var bytes = new ByteArrayOutputStream();
        store.store(bytes, PASSWORD);
        return bytes.toByteArray();
    }
}
