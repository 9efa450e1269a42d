package steward.stub;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An OpenID Connect server for one client, on loopback: discovery, keys, authorization codes that are good once and only with
 * their PKCE verifier, the client's secret and its redirect address. Its tokens can be spoilt on demand.
 */
public final class StubIssuer implements AutoCloseable {
    public static final String CLIENT = "steward";
    public static final String SECRET = "geheim & süß";

    /** Making one takes a third of a second. */
    private static final RSAKey FIRST_KEY = newKey();

    private final HttpServer server;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private volatile RSAKey key = FIRST_KEY;
    private volatile UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();
    private volatile UnaryOperator<String> token = UnaryOperator.identity();
    private volatile boolean secretInForm;
    private volatile Instant now = Instant.now();

    private StubIssuer(HttpServer server) {
        this.server = server;
        server.createContext("/.well-known/openid-configuration", this::discovery);
        server.createContext(
                "/keys",
                exchange -> json(exchange, 200, new JWKSet(key).toPublicJWKSet().toString()));
        server.createContext("/token", this::token);
        server.start();
    }

    public static StubIssuer start() {
        try {
            return new StubIssuer(HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What the server takes for the present. */
    public void setTime(Instant time) {
        now = time;
    }

    /** Changes the claims of each token from now on. */
    public void spoilClaims(UnaryOperator<JWTClaimsSet.Builder> spoilt) {
        claims = spoilt;
    }

    /** Changes each signed token from now on. */
    public void spoilToken(UnaryOperator<String> spoilt) {
        token = spoilt;
    }

    /** The client's secret is taken in the form and nowhere else. */
    public void wantSecretInForm() {
        secretInForm = true;
    }

    /** New keys, as after a rotation. */
    public void rotate() {
        key = newKey();
    }

    /** As a person who signs in at this address: the code that the browser is sent back with. */
    public String signIn(URI address, String subject, String name) {
        var asked = parameters(address.getRawQuery());
        if (!asked.get("client_id").equals(CLIENT)
                || !asked.get("response_type").equals("code")
                || !asked.get("scope").contains("openid")
                || !asked.get("code_challenge_method").equals("S256")) {
            throw new IllegalArgumentException(address.toString());
        }
        var code = UUID.randomUUID().toString();
        asked.put("sub", subject);
        asked.put("name", name);
        codes.put(code, asked);
        return code;
    }

    private void discovery(HttpExchange exchange) throws IOException {
        json(exchange, 200, """
                {"issuer":"%1$s","authorization_endpoint":"%1$s/authorize","token_endpoint":"%1$s/token",
                "jwks_uri":"%1$s/keys","response_types_supported":["code"],"subject_types_supported":["public"],
                "id_token_signing_alg_values_supported":["RS256"],
                "token_endpoint_auth_methods_supported":["%2$s"]}""".formatted(issuer(), secretInForm ? "client_secret_post" : "client_secret_basic"));
    }

    private void token(HttpExchange exchange) throws IOException {
        var given = parameters(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        var asked = codes.remove(String.valueOf(given.get("code")));
        var fits = asked != null
                && "authorization_code".equals(given.get("grant_type"))
                && asked.get("redirect_uri").equals(given.get("redirect_uri"))
                && asked.get("code_challenge").equals(challenge(String.valueOf(given.get("code_verifier"))))
                && (secretInForm
                        ? SECRET.equals(given.get("client_secret"))
                        : isTheClient(exchange.getRequestHeaders().getFirst("Authorization")));
        if (fits) {
            json(
                    exchange,
                    200,
                    "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"id_token\":\"" + idToken(asked) + "\"}");
        } else {
            json(exchange, 400, "{\"error\":\"invalid_grant\"}");
        }
    }

    private static boolean isTheClient(String authorization) {
        if (authorization == null || !authorization.startsWith("Basic ")) {
            return false;
        }
        var pair = new String(Base64.getDecoder().decode(authorization.substring(6)), UTF_8).split(":", 2);
        return URLDecoder.decode(pair[0], UTF_8).equals(CLIENT)
                && URLDecoder.decode(pair[1], UTF_8).equals(SECRET);
    }

    private String idToken(Map<String, String> asked) {
        var builder = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(CLIENT)
                .subject(asked.get("sub"))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("nonce", asked.get("nonce"))
                .claim("preferred_username", asked.get("name"))
                .claim("name", asked.get("name"));
        try {
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims.apply(builder).build());
            jwt.sign(new RSASSASigner(key));
            return token.apply(jwt.serialize());
        } catch (JOSEException unsigned) {
            throw new IllegalStateException(unsigned);
        }
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID(UUID.randomUUID().toString())
                    .algorithm(JWSAlgorithm.RS256)
                    .generate();
        } catch (JOSEException noKey) {
            throw new IllegalStateException(noKey);
        }
    }

    private static String challenge(String verifier) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Map<String, String> parameters(String query) {
        var parameters = new HashMap<String, String>();
        for (var pair : query.split("&")) {
            var halves = pair.split("=", 2);
            parameters.put(
                    URLDecoder.decode(halves[0], UTF_8), URLDecoder.decode(halves.length > 1 ? halves[1] : "", UTF_8));
        }
        return parameters;
    }

    private static void json(HttpExchange exchange, int status, String json) throws IOException {
        var body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
