package steward.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.FakeTime;

import static org.assertj.core.api.Assertions.assertThat;

/** Tokens under attack: only what this server signed, for this use, with these bits, and not too late. */
class TokensTest {
    private final FakeTime time = new FakeTime();
    private final Tokens tokens = tokens(IdentityHouse.SECRET);

    @Test
    void whatWasSignedIsRead() {
        assertThat(tokens.access(token())).isPresent();
        assertThat(tokens.access(token()).orElseThrow().userId()).isEqualTo("user-1");
    }

    @Test
    void everyFlippedBitIsNoticed() {
        var token = token();
        var accepted = new ArrayList<String>();
        for (var at = 0; at < token.length(); at++) {
            for (var bit = 0; bit < 7; bit++) {
                var flipped = new StringBuilder(token);
                flipped.setCharAt(at, (char) (token.charAt(at) ^ 1 << bit));
                if (tokens.access(flipped.toString()).isPresent()) {
                    accepted.add(flipped.toString());
                }
            }
        }
        assertThat(accepted).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "nOnE", "NONE"})
    void aTokenWithoutSignatureIsNone(String none) throws ParseException {
        var claims = SignedJWT.parse(token()).getPayload().toBase64URL();
        var header = Base64URL.encode("{\"alg\":\"" + none + "\",\"typ\":\"at+jwt\"}");
        assertThat(tokens.access(header + "." + claims + ".")).isEmpty();
        assertThat(tokens.access(header + "." + claims)).isEmpty();
    }

    @Test
    void theSameSignatureDoesNotServeTwoTokens() {
        var parts = token().split("\\.");
        assertThat(tokens.access(parts[0] + "." + parts[1] + ".")).isEmpty();
        assertThat(tokens.access(token() + "." + token())).isEmpty();
        assertThat(tokens.access(token() + "=")).isEmpty();
        assertThat(tokens.access(" " + token())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "..", "a.b.c", "eyJ", "eyJhbGciOiJIUzI1NiJ9..", "中文.令牌.签名"})
    void whatIsNoTokenIsNone(String text) {
        assertThat(tokens.access(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "' or 1=1 --", "https://evil.example.com/key", "/dev/null", "", "null"})
    void aKeyIsNotFetchedFromWhereTheTokenSays(String kid) {
        assertThat(tokens.access(forged(header -> header.keyID(kid), claims -> {})))
                .isEmpty();
    }

    @Test
    void headersThatPointElsewhereAreRefusedEvenWithTheRightSignature() {
        assertThat(tokens.access(forged(header -> {}, claims -> {}))).isPresent();
        assertThat(tokens.access(
                        forged(header -> header.jwkURL(URI.create("https://evil.example.com/jwks")), claims -> {})))
                .isEmpty();
        assertThat(tokens.access(
                        forged(header -> header.x509CertURL(URI.create("https://evil.example.com/x")), claims -> {})))
                .isEmpty();
        assertThat(tokens.access(forged(
                        header -> header.criticalParams(Set.of("extra")).customParam("extra", false), claims -> {})))
                .isEmpty();
        assertThat(tokens.access(forged(header -> header.contentType("JWT"), claims -> {})))
                .isEmpty();
    }

    @Test
    void onlyTheAlgorithmOfTheSettingsIsTaken() {
        assertThat(tokens.access(forged(JWSAlgorithm.HS512, header -> {}, claims -> {})))
                .isEmpty();
    }

    @Test
    void aTokenIsGoodForItsUseOnly() {
        var device = tokens.sign(Tokens.Use.DEVICE, content(Duration.ofHours(1)));
        assertThat(tokens.access(device)).isEmpty();
        assertThat(tokens.read(Tokens.Use.DEVICE, token())).isEmpty();
        assertThat(tokens.access(forged(header -> header.type(JOSEObjectType.JWT), claims -> {})))
                .isEmpty();
    }

    @Test
    void anothersTokenIsRefused() {
        assertThat(tokens.access(forged(header -> {}, claims -> claims.issuer("somebody"))))
                .isEmpty();
        assertThat(tokens.access(forged(header -> {}, claims -> claims.audience("somebody"))))
                .isEmpty();
        assertThat(tokens.access(forged(header -> {}, claims -> claims.audience(List.of("steward", "somebody")))))
                .isEmpty();
        assertThat(tokens.access(forged(header -> {}, claims -> claims.expirationTime(null))))
                .isEmpty();
    }

    @Test
    void aTokenOfTheFutureIsRefused() {
        var tomorrow = Date.from(time.instant().plus(Duration.ofDays(1)));
        assertThat(tokens.access(forged(header -> {}, claims -> claims.notBeforeTime(tomorrow))))
                .isEmpty();
        assertThat(tokens.access(forged(header -> {}, claims -> claims.issueTime(tomorrow))))
                .isEmpty();
    }

    @Test
    void clocksMayDifferByAMinute() {
        var soon = Date.from(time.instant().plus(Duration.ofSeconds(59)));
        assertThat(tokens.access(forged(header -> {}, claims -> claims.issueTime(soon))))
                .isPresent();
    }

    @Test
    void aTokenEndsOnTimeAlsoWhereItWasSeenBefore() {
        var token = token();
        assertThat(tokens.access(token)).isPresent();
        time.advance(Duration.ofMinutes(15));
        assertThat(tokens.access(token)).isEmpty();
    }

    @Test
    void aNewSecretSignsWhileTheOldOneStillVerifies() {
        var before = token();
        var rotated = tokens("another-signing-secret-0123456789abcdef-xyz", IdentityHouse.SECRET);
        assertThat(rotated.access(before)).isPresent();
        var after = rotated.sign(Tokens.Use.ACCESS, content(Duration.ofMinutes(15)));
        assertThat(tokens.access(after)).isEmpty();
        assertThat(tokens("another-signing-secret-0123456789abcdef-xyz").access(before))
                .isEmpty();
    }

    private String token() {
        return tokens.sign(Tokens.Use.ACCESS, content(Duration.ofMinutes(15)));
    }

    private Tokens.Signed content(Duration lives) {
        return new Tokens.Signed("user-1", "session-1", 0, null, time.instant().plus(lives));
    }

    private Tokens tokens(String... secrets) {
        return new Tokens(
                new TokenConfig(
                        SigningKey.ofSecrets(List.of(secrets), JWSAlgorithm.HS256),
                        Duration.ofMinutes(10_080),
                        Duration.ofMinutes(15),
                        Duration.ofDays(30)),
                time);
    }

    private String forged(Consumer<JWSHeader.Builder> header, Consumer<JWTClaimsSet.Builder> claims) {
        return forged(JWSAlgorithm.HS256, header, claims);
    }

    /** Signed with the right key, as only somebody could who had stolen it; all else may be changed. */
    private String forged(
            JWSAlgorithm algorithm, Consumer<JWSHeader.Builder> header, Consumer<JWTClaimsSet.Builder> claims) {
        try {
            var genuine = SignedJWT.parse(token());
            var head = new JWSHeader.Builder(algorithm)
                    .type(genuine.getHeader().getType())
                    .keyID(genuine.getHeader().getKeyID());
            header.accept(head);
            var content = new JWTClaimsSet.Builder(genuine.getJWTClaimsSet());
            claims.accept(content);
            var token = new SignedJWT(head.build(), content.build());
            var signer = new MACSigner(key());
            token.sign(signer);
            return token.serialize();
        } catch (ParseException | JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] key() {
        try {
            var mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(IdentityHouse.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
            return mac.doFinal("steward/jwt".getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
