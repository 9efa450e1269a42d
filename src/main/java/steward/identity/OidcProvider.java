package steward.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import steward.identity.OidcFailure.Reason;
import steward.platform.json.Json;
import steward.platform.outbound.OutboundClient;
import steward.platform.outbound.OutboundRequest;
import steward.platform.outbound.OutboundResponse;

/**
 * The server that says who somebody is (OpenID Connect Core 1.0, Discovery 1.0): its addresses, its keys, and what it gives
 * for a code. Fails with {@link OidcFailure} where it says something that is not to be believed. Thread-safe.
 */
@ApplicationScoped
class OidcProvider {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 256 << 10;
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration LEEWAY = Duration.ofSeconds(60);
    /** Signed with a key of theirs; what is signed with a shared secret, or not at all, is not believed. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private OidcConfig config;
    private OutboundClient client;
    private Clock clock;
    private volatile Known known;

    OidcProvider() {} // for the CDI proxy

    @Inject
    OidcProvider(OidcConfig config, OutboundClient client, Clock clock) {
        this.config = config;
        this.client = client;
        this.clock = clock;
    }

    /**
     * What is known of the server, for a while.
     *
     * @param secretInForm where it does not take the client's secret in a header, which is the usual way
     */
    private record Known(URI authorization, URI token, boolean secretInForm, JWKSet keys, Instant since) {}

    /**
     * Who signed in, as the server tells.
     *
     * @param groups those that mean something here
     */
    record Person(String subject, String name, String displayName, Set<String> groups) {}

    /** Where a browser goes to sign in. */
    CompletionStage<URI> authorization(OidcState state) {
        return known().thenApply(server -> {
            var parameters = new LinkedHashMap<String, String>();
            parameters.put("response_type", "code");
            parameters.put("client_id", config.clientId());
            parameters.put("redirect_uri", config.redirect().orElseThrow().toString());
            parameters.put("scope", "openid profile email");
            parameters.put("state", state.state());
            parameters.put("nonce", state.nonce());
            parameters.put("code_challenge", state.challenge());
            parameters.put("code_challenge_method", "S256");
            var joint = server.authorization().getRawQuery() == null ? "?" : "&";
            return URI.create(server.authorization() + joint + form(parameters));
        });
    }

    /** Who it was that came back with this code. */
    CompletionStage<Person> person(String code, OidcState state) {
        return known().thenCompose(server -> client.send(tokenRequest(server, code, state)))
                .thenCompose(answer -> {
                    if (!answer.isSuccess()) {
                        throw new OidcFailure(Reason.CODE, "the code was refused: " + refusal(answer));
                    }
                    return believed(json(answer).path("id_token").asText(""), state.nonce());
                });
    }

    private OutboundRequest tokenRequest(Known server, String code, OidcState state) {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("grant_type", "authorization_code");
        parameters.put("code", code);
        parameters.put("redirect_uri", config.redirect().orElseThrow().toString());
        parameters.put("code_verifier", state.verifier());
        var secret = config.secret().value();
        if (secret.isEmpty() || server.secretInForm()) {
            parameters.put("client_id", config.clientId());
        }
        if (server.secretInForm() && !secret.isEmpty()) {
            parameters.put("client_secret", secret);
        }
        var body = form(parameters).getBytes(StandardCharsets.US_ASCII);
        var request = OutboundRequest.post(server.token(), "application/x-www-form-urlencoded", body)
                .with("Accept", "application/json")
                .within(DEADLINE, MOST_BYTES);
        return secret.isEmpty() || server.secretInForm() ? request : request.with("Authorization", basic(secret));
    }

    /** RFC 6749, section 2.3.1: both halves are encoded as a form first. */
    private String basic(String secret) {
        var pair = encoded(config.clientId()) + ":" + encoded(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    }

    private CompletionStage<Person> believed(String token, String nonce) {
        return keyed(token, false).thenApply(jwt -> {
            try {
                return person(checked(jwt.getJWTClaimsSet(), nonce));
            } catch (ParseException noClaims) {
                throw new OidcFailure(Reason.SIGNATURE, "the token holds no claims", noClaims);
            }
        });
    }

    /** The token, once its signature holds; keys that are not known yet are asked for once. */
    private CompletionStage<SignedJWT> keyed(String token, boolean asked) {
        return (asked ? renewed() : known()).thenCompose(server -> {
            var jwt = parsed(token);
            if (verifies(jwt, server.keys())) {
                return CompletableFuture.completedStage(jwt);
            }
            if (asked) {
                throw new OidcFailure(Reason.SIGNATURE, "the token is not signed with a key of the server");
            }
            return keyed(token, true);
        });
    }

    private static SignedJWT parsed(String token) {
        try {
            var jwt = SignedJWT.parse(token);
            if (!ALGORITHMS.contains(jwt.getHeader().getAlgorithm())) {
                throw new OidcFailure(Reason.SIGNATURE, "the token is signed in a way that is not accepted");
            }
            return jwt;
        } catch (ParseException notOne) {
            throw new OidcFailure(Reason.SIGNATURE, "no signed token", notOne);
        }
    }

    private static boolean verifies(SignedJWT jwt, JWKSet keys) {
        JWSHeader header = jwt.getHeader();
        for (var key : new JWKSelector(JWKMatcher.forJWSHeader(header)).select(keys)) {
            try {
                if (key instanceof AsymmetricJWK pair
                        && jwt.verify(new DefaultJWSVerifierFactory().createJWSVerifier(header, pair.toPublicKey()))) {
                    return true;
                }
            } catch (JOSEException unfit) {
                continue; // a key of another kind; the next may fit
            }
        }
        return false;
    }

    /** OpenID Connect Core, section 3.1.3.7. */
    private JWTClaimsSet checked(JWTClaimsSet claims, String nonce) throws ParseException {
        var now = clock.instant();
        var audience = claims.getAudience();
        var party = claims.getStringClaim("azp");
        require(config.issuer().equals(claims.getIssuer()), Reason.ISSUER, "by another issuer");
        require(audience.contains(config.clientId()), Reason.AUDIENCE, "for another audience");
        require(audience.size() == 1 || config.clientId().equals(party), Reason.AUDIENCE, "for several parties");
        require(party == null || config.clientId().equals(party), Reason.AUDIENCE, "for another party");
        require(
                claims.getExpirationTime() != null
                        && now.isBefore(claims.getExpirationTime().toInstant().plus(LEEWAY)),
                Reason.TIME,
                "expired");
        require(
                claims.getIssueTime() != null
                        && claims.getIssueTime().toInstant().isBefore(now.plus(LEEWAY)),
                Reason.TIME,
                "from the future");
        require(Digests.same(nonce, claims.getStringClaim("nonce")), Reason.NONCE, "for another sign-in");
        require(claims.getSubject() != null && !claims.getSubject().isBlank(), Reason.SUBJECT, "without a subject");
        return claims;
    }

    private static void require(boolean holds, Reason reason, String otherwise) {
        if (!holds) {
            throw new OidcFailure(reason, "the token is " + otherwise);
        }
    }

    private Person person(JWTClaimsSet claims) throws ParseException {
        var name = claims.getStringClaim("preferred_username");
        return new Person(
                claims.getSubject(),
                name == null ? claims.getStringClaim("email") : name,
                claims.getStringClaim("name"),
                config.groups().in(claims.getClaims()));
    }

    private CompletionStage<Known> known() {
        var kept = known;
        return kept != null && clock.instant().isBefore(kept.since().plus(FRESH))
                ? CompletableFuture.completedStage(kept)
                : renewed();
    }

    private CompletionStage<Known> renewed() {
        var address = URI.create(config.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration");
        return get(address).thenCompose(server -> {
            if (!config.issuer().equals(server.path("issuer").asText())) {
                throw new OidcFailure(Reason.SERVER, "the server says that it is another issuer");
            }
            var keySet = address(server, "jwks_uri");
            return get(keySet).thenApply(keys -> {
                known = new Known(
                        address(server, "authorization_endpoint"),
                        address(server, "token_endpoint"),
                        wantsSecretInForm(server),
                        keys(keys),
                        clock.instant());
                return known;
            });
        });
    }

    private static boolean wantsSecretInForm(JsonNode server) {
        var ways = server.path("token_endpoint_auth_methods_supported").toString();
        return ways.contains("\"client_secret_post\"") && !ways.contains("\"client_secret_basic\"");
    }

    /** RFC 6749, section 5.2: a word of theirs, as {@code invalid_client}. */
    private static String refusal(OutboundResponse answer) {
        var error = new String(answer.body(), StandardCharsets.UTF_8)
                .replaceAll("(?s).*\"error\"\\s*:\\s*\"(\\w{1,40})\".*", "$1");
        return answer.status() + (error.matches("\\w{1,40}") ? " " + error : "");
    }

    private static JWKSet keys(JsonNode keys) {
        try {
            return JWKSet.parse(keys.toString());
        } catch (ParseException noKeys) {
            throw new OidcFailure(Reason.SERVER, "no keys", noKeys);
        }
    }

    private static URI address(JsonNode server, String name) {
        try {
            var address = URI.create(server.path(name).asText());
            if (address.isAbsolute() && address.getHost() != null) {
                return address;
            }
            throw new OidcFailure(Reason.SERVER, "no " + name);
        } catch (IllegalArgumentException noAddress) {
            throw new OidcFailure(Reason.SERVER, "no " + name, noAddress);
        }
    }

    private CompletionStage<JsonNode> get(URI address) {
        return client.send(OutboundRequest.get(address)
                        .with("Accept", "application/json")
                        .within(DEADLINE, MOST_BYTES))
                .thenApply(answer -> {
                    if (!answer.isSuccess()) {
                        throw new OidcFailure(Reason.SERVER, "the server answered " + answer.status());
                    }
                    return json(answer);
                });
    }

    private static JsonNode json(OutboundResponse answer) {
        try {
            return Json.tree(answer.body());
        } catch (RuntimeException notJson) {
            throw new OidcFailure(Reason.SERVER, "no JSON", notJson);
        }
    }

    private static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
