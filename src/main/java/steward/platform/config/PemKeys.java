package steward.platform.config;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Keys that sign, as files hold them: PKCS #8 ({@code BEGIN PRIVATE KEY}) and public ones ({@code BEGIN PUBLIC KEY}) in PEM
 * (RFC 7468), one after another. Taken are RSA of 2048 bits and more and elliptic curves on P-256. Stateless.
 */
public final class PemKeys {
    private static final int FEWEST_RSA_BITS = 2_048;
    /** 2^256 - 2^224 + 2^192 + 2^96 - 1 (FIPS 186-4, D.1.2.3). */
    private static final BigInteger P256_PRIME = BigInteger.ONE
            .shiftLeft(256)
            .subtract(BigInteger.ONE.shiftLeft(224))
            .add(BigInteger.ONE.shiftLeft(192))
            .add(BigInteger.ONE.shiftLeft(96))
            .subtract(BigInteger.ONE);

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private PemKeys() {}

    /**
     * One key.
     *
     * @param privateKey null where the file has the public half only, which verifies and does not sign
     */
    public record Pair(PrivateKey privateKey, PublicKey publicKey) {
        /** {@code RS256} or {@code ES256}: what this key signs with. */
        public String algorithm() {
            return publicKey instanceof RSAKey ? "RS256" : "ES256";
        }

        @Override
        public String toString() {
            return "Pair[" + algorithm() + "]";
        }
    }

    /** The keys of a text that the check of the settings has let pass, in order. */
    public static List<Pair> of(String pem) {
        try {
            return read(pem);
        } catch (BadValue unchecked) {
            throw new IllegalStateException(unchecked.rule().en(), unchecked);
        }
    }

    static List<Pair> read(String pem) throws BadValue {
        var pairs = new ArrayList<Pair>();
        // a variable of the environment often has its line ends spelt out
        var block = BLOCK.matcher(pem.replace("\\n", "\n"));
        while (block.find()) {
            pairs.add(pair(block.group(1), block.group(2)));
        }
        if (pairs.isEmpty()) {
            throw notPem();
        }
        return pairs;
    }

    private static Pair pair(String label, String body) throws BadValue {
        try {
            var bytes = Base64.getMimeDecoder().decode(body);
            var pair = switch (label) {
                case "PRIVATE KEY" -> ofPrivate(bytes);
                case "PUBLIC KEY" -> new Pair(null, ofPublic(bytes));
                default -> throw notPem();
            };
            requireStrength(pair.publicKey());
            return pair;
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw notPem();
        }
    }

    private static Pair ofPrivate(byte[] bytes) throws GeneralSecurityException {
        var spec = new PKCS8EncodedKeySpec(bytes);
        try {
            var key = (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(spec);
            var half = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
            return new Pair(key, KeyFactory.getInstance("RSA").generatePublic(half));
        } catch (InvalidKeySpecException | ClassCastException notRsa) {
            var curves = KeyFactory.getInstance("EC");
            var key = (ECPrivateKey) curves.generatePrivate(spec);
            var half = new ECPublicKeySpec(times(key.getS(), key.getParams()), key.getParams());
            return new Pair(key, curves.generatePublic(half));
        }
    }

    private static PublicKey ofPublic(byte[] bytes) throws GeneralSecurityException {
        var spec = new X509EncodedKeySpec(bytes);
        try {
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (InvalidKeySpecException notRsa) {
            return KeyFactory.getInstance("EC").generatePublic(spec);
        }
    }

    private static void requireStrength(PublicKey key) throws BadValue {
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < FEWEST_RSA_BITS) {
            throw new BadValue(
                    new Bilingual("RSA 密钥短于 2048 位", "holds an RSA key shorter than 2048 bits"),
                    Bilingual.same("openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072"));
        }
        if (key instanceof ECKey curve && !isP256(curve.getParams())) {
            throw new BadValue(
                    new Bilingual("椭圆曲线不是 P-256", "holds a key on another curve than P-256"),
                    Bilingual.same("openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"));
        }
    }

    /** No other curve that Java knows is over this field. */
    private static boolean isP256(ECParameterSpec curve) {
        return ((ECFieldFp) curve.getCurve().getField()).getP().equals(P256_PRIME);
    }

    /**
     * The public point of a private number (SEC 1, 3.2.1), which the file of a private key need not hold. By doubling and
     * adding, in as much time as the number has bits: done at the start only, where nobody measures it.
     */
    private static ECPoint times(BigInteger number, ECParameterSpec curve) {
        var point = ECPoint.POINT_INFINITY;
        for (var bit = number.bitLength() - 1; bit >= 0; bit--) {
            point = plus(point, point, curve);
            if (number.testBit(bit)) {
                point = plus(point, curve.getGenerator(), curve);
            }
        }
        return point;
    }

    private static ECPoint plus(ECPoint one, ECPoint other, ECParameterSpec curve) {
        if (one.equals(ECPoint.POINT_INFINITY)) {
            return other;
        }
        if (other.equals(ECPoint.POINT_INFINITY)) {
            return one;
        }
        var prime = ((ECFieldFp) curve.getCurve().getField()).getP();
        var same = one.getAffineX().equals(other.getAffineX());
        if (same && !one.getAffineY().equals(other.getAffineY())) {
            return ECPoint.POINT_INFINITY;
        }
        var rise = same
                ? one.getAffineX()
                        .pow(2)
                        .multiply(BigInteger.valueOf(3))
                        .add(curve.getCurve().getA())
                : other.getAffineY().subtract(one.getAffineY());
        var run = same ? one.getAffineY().shiftLeft(1) : other.getAffineX().subtract(one.getAffineX());
        var slope = rise.multiply(run.modInverse(prime)).mod(prime);
        var x = slope.pow(2)
                .subtract(one.getAffineX())
                .subtract(other.getAffineX())
                .mod(prime);
        var y = slope.multiply(one.getAffineX().subtract(x))
                .subtract(one.getAffineY())
                .mod(prime);
        return new ECPoint(x, y);
    }

    private static BadValue notPem() {
        return new BadValue(
                new Bilingual(
                        "不是 PEM 格式、未加密的 PKCS #8 RSA 或 P-256 密钥",
                        "is no RSA or P-256 key as unencrypted PKCS #8 in PEM"),
                new Bilingual(
                        "openssl pkcs8 -topk8 -nocrypt 可转换", "openssl pkcs8 -topk8 -nocrypt turns others into one"));
    }
}
