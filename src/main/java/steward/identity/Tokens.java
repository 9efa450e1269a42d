package steward.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Signed tokens (RFC 7519, RFC 8725): who signed in, until when, and what they were then. Keys by {@code kid}
 * from our own ring, each for one algorithm, nothing that a header may point elsewhere with; several keys overlap so that they
 * can be changed without signing anybody out. What was verified is remembered, so that a token is computed once and not with each request.
 * Thread-safe.
 */
@ApplicationScoped
class Tokens {
    private static final String ISSUER = "steward";
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(60);
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
    private static final int LONGEST = 4_096;
    private static final int MOST_REMEMBERED = 10_000;

    /** What a token is good for. */
    enum Use {
        ACCESS("at+jwt"),
        /** Remembers a browser that its user has signed in with. */
        DEVICE("device+jwt");

        private final JOSEObjectType type;

        Use(String type) {
            this.type = new JOSEObjectType(type);
        }
    }

    /**
     * What a token says.
     *
     * @param version of the user's tokens
     * @param csrf what a browser must repeat in a header; null for tokens of programs
     */
    record Signed(String userId, String sessionId, long version, String csrf, Instant expiresAt) {}

    private final Map<String, SigningKey> ring = new LinkedHashMap<>();
    private Clock clock;
    private SigningKey newest;
    private Cache<String, Signed> verified;

    Tokens() {} // for the CDI proxy

    @Inject
    Tokens(TokenConfig config, Clock clock) {
        this.clock = clock;
        this.verified = Caffeine.newBuilder()
                .maximumSize(MOST_REMEMBERED)
                .expireAfterAccess(Duration.ofMinutes(10))
                .executor(Runnable::run)
                .build();
        config.keys().forEach(key -> ring.putIfAbsent(key.kid(), key));
        this.newest = config.keys().get(0);
    }

    /** A token for this long. */
    String sign(Use use, Signed content) {
        var header = new JWSHeader.Builder(newest.algorithm())
                .type(use.type)
                .keyID(newest.kid())
                .build();
        var claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(ISSUER)
                .subject(content.userId())
                .issueTime(Date.from(clock.instant()))
                .expirationTime(Date.from(content.expiresAt()))
                .claim("sid", content.sessionId())
                .claim("ver", content.version())
                .claim("csrf", content.csrf())
                .build();
        var token = new SignedJWT(header, claims);
        try {
            token.sign(newest.signer());
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
        return token.serialize();
    }

    /** What an access token of ours says; empty for whatever else was shown. */
    Optional<Signed> access(String text) {
        var hash = Digests.sha256(text);
        var known = verified.getIfPresent(hash);
        if (known == null) {
            known = read(Use.ACCESS, text).orElse(null);
            if (known != null) {
                verified.put(hash, known);
            }
        }
        return Optional.ofNullable(known).filter(token -> clock.instant().isBefore(token.expiresAt()));
    }

    /** What any token of this use says, if it is ours and good now. */
    Optional<Signed> read(Use use, String text) {
        if (text == null || text.length() > LONGEST || !SHAPE.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            var token = SignedJWT.parse(text);
            return isOurs(use, token) ? content(token.getJWTClaimsSet()) : Optional.empty();
        } catch (ParseException | JOSEException | RuntimeException notAToken) {
            return Optional.empty();
        }
    }

    private boolean isOurs(Use use, SignedJWT token) throws JOSEException {
        var header = token.getHeader();
        var key = ring.get(String.valueOf(header.getKeyID()));
        return key != null
                && header.getIncludedParams().equals(HEADER)
                && header.getAlgorithm().equals(key.algorithm())
                && use.type.equals(header.getType())
                && isCanonical(token.getSignature())
                && token.verify(key.verifier());
    }

    /** Bits that do not count, and characters that are overlooked, would make many texts of one token. */
    private static boolean isCanonical(Base64URL part) {
        return Base64URL.encode(part.decode()).toString().equals(part.toString());
    }

    private Optional<Signed> content(JWTClaimsSet claims) throws ParseException {
        var now = clock.instant();
        var good = ISSUER.equals(claims.getIssuer())
                && List.of(ISSUER).equals(claims.getAudience())
                && claims.getExpirationTime() != null
                && now.isBefore(claims.getExpirationTime().toInstant())
                && isPast(claims.getIssueTime(), now)
                && isPast(claims.getNotBeforeTime(), now);
        return good
                ? Optional.of(new Signed(
                        claims.getSubject(),
                        claims.getStringClaim("sid"),
                        claims.getLongClaim("ver"),
                        claims.getStringClaim("csrf"),
                        claims.getExpirationTime().toInstant()))
                : Optional.empty();
    }

    private static boolean isPast(Date time, Instant now) {
        return time == null || !time.toInstant().isAfter(now.plus(CLOCKS_DIFFER));
    }
}
