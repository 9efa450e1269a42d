package steward.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.text.ParseException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import steward.FakeTime;
import steward.platform.config.Settings;

import static org.assertj.core.api.Assertions.assertThat;

/** Tokens that are signed with one half of a key and verified with the other. */
class SigningKeyTest {
    private final FakeTime time = new FakeTime();

    /** Two keys for each algorithm. */
    private enum Signed {
        RS256("RSA"),
        ES256("EC");

        private final KeyPair pair;
        private final KeyPair next;

        Signed(String kind) {
            pair = pair(kind);
            next = pair(kind);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasSignedIsReadAndNamesAlgorithmAndKey(Signed by) throws ParseException {
        var tokens = tokens(by.name(), by.pair.getPrivate());
        var token = token(tokens);
        var header = SignedJWT.parse(token).getHeader();
        assertThat(tokens.access(token).orElseThrow().userId()).isEqualTo("user-1");
        assertThat(header.getAlgorithm().getName()).isEqualTo(by.name());
        assertThat(header.getKeyID()).hasSize(43);
        assertThat(header.getIncludedParams()).containsExactlyInAnyOrder("alg", "kid", "typ");
    }

    @ParameterizedTest
    @EnumSource
    void thePublicHalfIsNotTakenForASecret(Signed by) throws ParseException, JOSEException {
        var tokens = tokens(by.name(), by.pair.getPrivate());
        var genuine = SignedJWT.parse(token(tokens));
        for (var secret : List.of(
                by.pair.getPublic().getEncoded(),
                pem(by.pair.getPublic()).getBytes(StandardCharsets.US_ASCII),
                pem(by.pair.getPublic()).strip().getBytes(StandardCharsets.US_ASCII))) {
            var header = new JWSHeader.Builder(JWSAlgorithm.HS256)
                    .type(genuine.getHeader().getType())
                    .keyID(genuine.getHeader().getKeyID())
                    .build();
            var forged = new SignedJWT(header, genuine.getJWTClaimsSet());
            forged.sign(new MACSigner(secret));
            assertThat(tokens.access(forged.serialize())).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTokenWithoutSignatureIsNone(Signed by) throws ParseException {
        var tokens = tokens(by.name(), by.pair.getPrivate());
        var genuine = SignedJWT.parse(token(tokens));
        var kid = genuine.getHeader().getKeyID();
        for (var algorithm : List.of("none", "None", "NONE", "HS256", "PS256", "RS384", "ES384")) {
            var header = Base64URL.encode("{\"alg\":\"" + algorithm + "\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}");
            var payload = genuine.getPayload().toBase64URL();
            assertThat(tokens.access(header + "." + payload + ".")).isEmpty();
            assertThat(tokens.access(header + "." + payload + "." + genuine.getSignature()))
                    .isEmpty();
            // zeros once passed for a signature of any curve
            assertThat(tokens.access(header + "." + payload + "." + Base64URL.encode(new byte[64])))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherKeysSignatureIsRefusedAlsoUnderTheRightName(Signed by) throws ParseException {
        var tokens = tokens(by.name(), by.pair.getPrivate());
        var genuine = token(tokens).split("\\.");
        var foreign = token(tokens(by.name(), by.next.getPrivate())).split("\\.");
        assertThat(tokens.access(String.join(".", foreign))).isEmpty();
        assertThat(tokens.access(genuine[0] + "." + genuine[1] + "." + foreign[2]))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aNewKeySignsWhileThePublicHalfOfTheOldOneStillVerifies(Signed by) {
        var before = tokens(by.name(), by.pair.getPrivate());
        var rotated = tokens(by.name(), by.next.getPrivate(), by.pair.getPublic());
        assertThat(rotated.access(token(before))).isPresent();
        assertThat(rotated.access(token(rotated))).isPresent();
        assertThat(before.access(token(rotated))).isEmpty();
        assertThat(tokens(by.name(), by.next.getPrivate()).access(token(before)))
                .isEmpty();
    }

    @Test
    void fromOneKindOfKeyToTheOtherNobodyIsSignedOut() {
        var before = tokens("RS256", Signed.RS256.pair.getPrivate());
        var after = tokens("ES256", Signed.ES256.pair.getPrivate(), Signed.RS256.pair.getPublic());
        assertThat(after.access(token(before))).isPresent();
        assertThat(after.access(token(after))).isPresent();
    }

    @Test
    void aSecretIsNotInTheRingOfKeysWithTwoHalvesNorTheOtherWayRound() {
        var secret = Map.of("SECRET_KEY", IdentityHouse.SECRET);
        var symmetric = new Tokens(config(Settings.of(secret)), time);
        var asymmetric = tokens("RS256", Signed.RS256.pair.getPrivate());
        assertThat(symmetric.access(token(asymmetric))).isEmpty();
        assertThat(asymmetric.access(token(symmetric))).isEmpty();
    }

    @Test
    void nothingOfAKeyIsPrinted() {
        assertThat(SigningKey.ofPem(pem(Signed.ES256.pair.getPrivate())).toString())
                .matches("\\[SigningKey\\[[\\w-]{43}, ES256]]");
    }

    private String token(Tokens tokens) {
        var until = time.instant().plus(Duration.ofMinutes(15));
        return tokens.sign(Tokens.Use.ACCESS, new Tokens.Signed("user-1", "session-1", 0, null, until));
    }

    private Tokens tokens(String algorithm, Key key, Key... previous) {
        return new Tokens(
                config(Settings.of(Map.of(
                        "ALGORITHM",
                        algorithm,
                        "JWT_PRIVATE_KEY",
                        pem(key),
                        "JWT_PRIVATE_KEY_PREVIOUS",
                        String.join(
                                "", Stream.of(previous).map(SigningKeyTest::pem).toList()),
                        "SECRET_KEY",
                        IdentityHouse.SECRET))),
                time);
    }

    private static TokenConfig config(Settings settings) {
        return new TokenConfig(
                TokenConfig.keys(settings), Duration.ofDays(7), Duration.ofMinutes(15), Duration.ofDays(30));
    }

    private static String pem(Key key) {
        var label = key.getFormat().equals("PKCS#8") ? "PRIVATE KEY" : "PUBLIC KEY";
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END " + label + "-----\n";
    }

    private static KeyPair pair(String kind) {
        try {
            var generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            } else {
                generator.initialize(2_048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
