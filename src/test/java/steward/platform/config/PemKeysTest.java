package steward.platform.config;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Keys that sign tokens, as files hold them, and the settings that name them. */
class PemKeysTest {
    private static final KeyPair RSA = rsa(2_048);
    private static final KeyPair CURVE = curve("secp256r1");

    @RepeatedTest(5)
    void thePublicHalfOfACurvesKeyIsComputed() throws BadValue {
        var pair = curve("secp256r1");
        assertThat(PemKeys.read(pem(pair.getPrivate()))).singleElement().satisfies(read -> {
            assertThat(read.publicKey()).isEqualTo(pair.getPublic());
            assertThat(read.privateKey()).isEqualTo(pair.getPrivate());
            assertThat(read.algorithm()).isEqualTo("ES256");
        });
    }

    @Test
    void thePublicHalfOfAnRsaKeyIsPartOfIt() throws BadValue {
        assertThat(PemKeys.read(pem(RSA.getPrivate()))).singleElement().satisfies(read -> {
            assertThat(read.publicKey()).isEqualTo(RSA.getPublic());
            assertThat(read.algorithm()).isEqualTo("RS256");
            assertThat(read.toString()).isEqualTo("Pair[RS256]");
        });
    }

    @Test
    void severalKeysStandInOneTextAlsoWhereItsLineEndsAreSpeltOut() throws BadValue {
        var text = pem(RSA.getPrivate()) + "# a comment\n" + pem(CURVE.getPublic());
        assertThat(PemKeys.read(text)).hasSize(2).last().satisfies(read -> {
            assertThat(read.privateKey()).isNull();
            assertThat(read.publicKey()).isEqualTo(CURVE.getPublic());
        });
        assertThat(PemKeys.read(text.replace("\n", "\\n"))).hasSize(2);
    }

    static Stream<Arguments> unusable() {
        return Stream.of(
                Arguments.of("no PEM at all", "canary"),
                Arguments.of("another kind", pem(RSA.getPrivate()).replace("PRIVATE KEY", "RSA PRIVATE KEY")),
                Arguments.of("encrypted", pem(RSA.getPrivate()).replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")),
                Arguments.of("cut off", pem(RSA.getPrivate()).substring(0, 400)),
                Arguments.of("damaged", pem(RSA.getPrivate()).replace("MII", "AAA")),
                Arguments.of("a certificate", pem(RSA.getPublic()).replace("PUBLIC KEY", "CERTIFICATE")),
                Arguments.of("short", pem(rsa(1_024).getPrivate())),
                Arguments.of("another curve", pem(curve("secp384r1").getPrivate())),
                Arguments.of(
                        "another curve's public half", pem(curve("secp521r1").getPublic())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusable")
    void whatIsNoSuchKeyIsRefusedAndNotRepeated(String what, String text) {
        var settings = Settings.of(Map.of("ALGORITHM", "RS256", "JWT_PRIVATE_KEY", text));
        assertThat(settings.usable()).isFalse();
        assertThat(settings.problems().toString()).contains("JWT_PRIVATE_KEY").doesNotContain(text);
        assertThatThrownBy(() -> PemKeys.of(text)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theKeyOfTheAlgorithmIsAllThatIsNeeded() {
        for (var pair : Map.of("RS256", RSA, "ES256", CURVE).entrySet()) {
            var settings = Settings.of(Map.of(
                    "ALGORITHM", pair.getKey(),
                    "JWT_PRIVATE_KEY", pem(pair.getValue().getPrivate()),
                    "JWT_PRIVATE_KEY_PREVIOUS", pem(RSA.getPublic())));
            assertThat(settings.problems()).isEmpty();
            assertThat(settings.shown(Setting.JWT_PRIVATE_KEY)).isEqualTo(Secret.MASK);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "ES256"})
    void anAlgorithmWithoutItsKeyDoesNotStart(String algorithm) {
        var other = algorithm.equals("RS256") ? CURVE : RSA;
        var same = algorithm.equals("RS256") ? RSA : CURVE;
        assertThat(Settings.of(Map.of("ALGORITHM", algorithm)).usable()).isFalse();
        assertThat(Settings.of(Map.of("ALGORITHM", algorithm, "JWT_PRIVATE_KEY", pem(other.getPrivate())))
                        .usable())
                .isFalse();
        assertThat(Settings.of(Map.of("ALGORITHM", algorithm, "JWT_PRIVATE_KEY", pem(same.getPublic())))
                        .usable())
                .isFalse();
    }

    @Test
    void aKeyThatNothingIsSignedWithIsToldOf() {
        var settings = Settings.of(Map.of("JWT_PRIVATE_KEY", pem(RSA.getPrivate())));
        assertThat(settings.usable()).isTrue();
        assertThat(settings.problems()).extracting(ConfigurationProblem::name).containsExactly("JWT_PRIVATE_KEY");
    }

    static String pem(Key key) {
        var label = key.getFormat().equals("PKCS#8") ? "PRIVATE KEY" : "PUBLIC KEY";
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded()) + "\n-----END " + label
                + "-----\n";
    }

    private static KeyPair rsa(int bits) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static KeyPair curve(String name) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(name));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
