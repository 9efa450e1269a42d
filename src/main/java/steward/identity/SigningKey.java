package steward.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import steward.platform.config.PemKeys;

/**
 * A key of our own ring. It is good for one algorithm and no other, whatever a token's header says, so that nobody can have
 * the public half of one taken for a secret. Immutable.
 *
 * @param kid by which tokens name it
 * @param signer null for a key that only verifies what it signed before
 */
record SigningKey(String kid, JWSAlgorithm algorithm, JWSSigner signer, JWSVerifier verifier) {
    private static final int KID_BYTES = 8;

    @Override
    public String toString() {
        return "SigningKey[" + kid + ", " + algorithm + "]";
    }

    /** Keys derived from secrets, for HS256 and its kin. */
    static List<SigningKey> ofSecrets(List<String> secrets, JWSAlgorithm algorithm) {
        return secrets.stream().map(secret -> ofSecret(secret, algorithm)).toList();
    }

    /** Keys of files, for RS256 and ES256, as each is made. */
    static List<SigningKey> ofPem(String pem) {
        return PemKeys.of(pem).stream().map(SigningKey::of).toList();
    }

    private static SigningKey ofSecret(String secret, JWSAlgorithm algorithm) {
        // a key of its own for this purpose, long enough for every algorithm
        var key = derived(secret, "steward/jwt");
        try {
            return new SigningKey(kid(key), algorithm, new MACSigner(key), new MACVerifier(key));
        } catch (JOSEException tooShort) {
            throw new IllegalStateException(tooShort);
        }
    }

    private static SigningKey of(PemKeys.Pair pair) {
        try {
            return pair.publicKey() instanceof RSAPublicKey key ? ofRsa(pair, key) : ofCurve(pair);
        } catch (JOSEException unusable) {
            throw new IllegalStateException(unusable);
        }
    }

    private static SigningKey ofRsa(PemKeys.Pair pair, RSAPublicKey key) throws JOSEException {
        return new SigningKey(
                new RSAKey.Builder(key).build().computeThumbprint().toString(),
                JWSAlgorithm.RS256,
                pair.privateKey() == null ? null : new RSASSASigner(pair.privateKey()),
                new RSASSAVerifier(key));
    }

    private static SigningKey ofCurve(PemKeys.Pair pair) throws JOSEException {
        var key = (ECPublicKey) pair.publicKey();
        return new SigningKey(
                new ECKey.Builder(Curve.P_256, key).build().computeThumbprint().toString(),
                JWSAlgorithm.ES256,
                pair.privateKey() == null ? null : new ECDSASigner((ECPrivateKey) pair.privateKey()),
                new ECDSAVerifier(key));
    }

    private static String kid(byte[] key) {
        return HexFormat.of().formatHex(derived(HexFormat.of().formatHex(key), "steward/kid"), 0, KID_BYTES);
    }

    private static byte[] derived(String secret, String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
