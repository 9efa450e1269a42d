package steward.platform.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import static steward.platform.config.Setting.ADMIN_PASSWORD;
import static steward.platform.config.Setting.ALGORITHM;
import static steward.platform.config.Setting.API_KEYS;
import static steward.platform.config.Setting.ARK_API_KEY;
import static steward.platform.config.Setting.AUTH_REQUIRED;
import static steward.platform.config.Setting.CORS_ORIGINS;
import static steward.platform.config.Setting.DATABASE_PASSWORD;
import static steward.platform.config.Setting.DATABASE_URL;
import static steward.platform.config.Setting.DEBUG;
import static steward.platform.config.Setting.JWT_PRIVATE_KEY;
import static steward.platform.config.Setting.LLM_API_KEY;
import static steward.platform.config.Setting.LLM_BASE_URL;
import static steward.platform.config.Setting.LLM_MODEL;
import static steward.platform.config.Setting.OIDC_CLIENT_ID;
import static steward.platform.config.Setting.OIDC_GROUP_ROLES;
import static steward.platform.config.Setting.OIDC_ISSUER;
import static steward.platform.config.Setting.OIDC_REDIRECT_URI;
import static steward.platform.config.Setting.OIDC_ROLE;
import static steward.platform.config.Setting.REDIS_HOST;
import static steward.platform.config.Setting.REDIS_PASSWORD;
import static steward.platform.config.Setting.REDIS_URL;
import static steward.platform.config.Setting.SECRET_KEY;

/** What the settings must fulfil together, and what production refuses although each value alone is well-formed. */
final class SettingsTogether {
    private static final int SHORTEST_SECRET_KEY_BYTES = 32;
    private static final int SHORTEST_API_KEY = 16;
    private static final int SHORTEST_ADMIN_PASSWORD = 12;
    private static final Pattern PASSWORD_IN_URL = Pattern.compile("//[^:/@]*:(.*)@|[?&]password=([^&]*)");
    private static final Bilingual MAKE_ONE = Bilingual.same("./steward keygen");

    private final Settings settings;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    SettingsTogether(Settings settings) {
        this.settings = settings;
    }

    List<ConfigurationProblem> problems() {
        if (settings.profile() == Profile.PROD) {
            secretKey();
            databasePassword();
            redisPassword();
            apiKeys();
            noDebugging();
        }
        signingKey();
        adminPassword();
        modelKeys();
        model();
        origins();
        singleSignOn();
        return problems;
    }

    private void secretKey() {
        var key = settings.text(SECRET_KEY);
        if (key.isEmpty()) {
            error(SECRET_KEY, new Bilingual("未设置", "is not set"), MAKE_ONE);
        } else if (WeakSecrets.sample(key)) {
            error(SECRET_KEY, new Bilingual("示例值未更换", "is still a sample"), MAKE_ONE);
        } else if (WeakSecrets.bytes(key) < SHORTEST_SECRET_KEY_BYTES) {
            error(
                    SECRET_KEY,
                    new Bilingual("短于 " + SHORTEST_SECRET_KEY_BYTES + " 字节", "is shorter than 32 bytes"),
                    MAKE_ONE);
        } else if (WeakSecrets.guessable(key)) {
            error(SECRET_KEY, new Bilingual("太有规律", "is too regular"), MAKE_ONE);
        }
    }

    private void signingKey() {
        var algorithm = settings.text(ALGORITHM);
        var key = settings.secret(JWT_PRIVATE_KEY);
        if (algorithm.startsWith("HS")) {
            if (key.isPresent()) {
                warning(
                        JWT_PRIVATE_KEY,
                        new Bilingual("未被使用：ALGORITHM=" + algorithm, "is not used: ALGORITHM=" + algorithm),
                        Bilingual.same("ALGORITHM="
                                + PemKeys.of(key.get().value()).get(0).algorithm()));
            }
        } else if (key.isEmpty()) {
            error(
                    JWT_PRIVATE_KEY,
                    new Bilingual("未设置，但 ALGORITHM=" + algorithm, "is not set although ALGORITHM is " + algorithm),
                    Bilingual.same("JWT_PRIVATE_KEY_FILE=/run/secrets/jwt.pem"));
        } else {
            signingKeyFits(algorithm, PemKeys.of(key.get().value()).get(0));
        }
    }

    private void signingKeyFits(String algorithm, PemKeys.Pair first) {
        if (!first.algorithm().equals(algorithm)) {
            error(
                    JWT_PRIVATE_KEY,
                    new Bilingual("不是 " + algorithm + " 的密钥", "is no key for " + algorithm),
                    Bilingual.same("ALGORITHM=" + first.algorithm()));
        } else if (first.privateKey() == null) {
            error(
                    JWT_PRIVATE_KEY,
                    new Bilingual("只有公钥，不能签名", "begins with a public key, which signs nothing"),
                    new Bilingual("私钥放在最前", "the private key comes first"));
        }
    }

    private void databasePassword() {
        var url = settings.text(DATABASE_URL);
        if (url.isEmpty() || url.startsWith("jdbc:h2:")) {
            return;
        }
        var inUrl = passwordIn(url);
        var password = settings.find(DATABASE_PASSWORD).or(() -> inUrl);
        if (password.isEmpty()) {
            error(
                    DATABASE_PASSWORD,
                    new Bilingual("未设置 (DATABASE_URL 无密码)", "is not set, and DATABASE_URL has no password"),
                    new Bilingual(
                            "填写，或 DATABASE_PASSWORD_FILE=/run/secrets/db_password",
                            "set it, or DATABASE_PASSWORD_FILE=/run/secrets/db_password"));
        } else if (WeakSecrets.sample(password.get())) {
            error(
                    settings.find(DATABASE_PASSWORD).isPresent() ? DATABASE_PASSWORD : DATABASE_URL,
                    new Bilingual("密码是示例值", "has a sample password"),
                    MAKE_ONE);
        }
    }

    private void redisPassword() {
        var url = settings.find(REDIS_URL).or(() -> settings.find(REDIS_HOST).map(host -> "redis://" + host));
        if (url.isEmpty()
                || settings.find(REDIS_PASSWORD).isPresent()
                || url.get().matches(".*//[^/]*:[^@/]+@.*")) {
            return;
        }
        if (!url.get().matches("[a-z-]+://(localhost|127\\.[0-9.]+|\\[::1])([:/,].*)?")) {
            error(
                    REDIS_PASSWORD,
                    new Bilingual("未设置，而 Redis 不在本机", "is not set, and Redis is on another machine"),
                    new Bilingual(
                            "填写，或 REDIS_PASSWORD_FILE=/run/secrets/redis_password",
                            "set it, or REDIS_PASSWORD_FILE=/run/secrets/redis_password"));
        }
    }

    private static Optional<String> passwordIn(String url) {
        var matcher = PASSWORD_IN_URL.matcher(url);
        return matcher.find()
                ? Optional.ofNullable(matcher.group(1)).or(() -> Optional.ofNullable(matcher.group(2)))
                : Optional.empty();
    }

    private void apiKeys() {
        var keys = settings.secrets(API_KEYS);
        if (keys.stream().map(Secret::value).anyMatch(WeakSecrets::sample)) {
            error(API_KEYS, new Bilingual("含示例值", "holds a sample"), MAKE_ONE);
        } else if (keys.stream().anyMatch(key -> key.value().length() < SHORTEST_API_KEY)) {
            error(API_KEYS, new Bilingual("有短于 16 个字符的密钥", "holds a key shorter than 16 characters"), MAKE_ONE);
        }
        if (!settings.flag(AUTH_REQUIRED)) {
            warning(
                    AUTH_REQUIRED,
                    new Bilingual("生产环境允许匿名调用", "lets anybody call in production"),
                    Bilingual.same("AUTH_REQUIRED=true"));
        }
    }

    private void adminPassword() {
        var password = settings.find(ADMIN_PASSWORD);
        if (password.isEmpty()) {
            return;
        }
        var prod = settings.profile() == Profile.PROD;
        if (WeakSecrets.sample(password.get())) {
            problem(prod, ADMIN_PASSWORD, new Bilingual("是示例值", "is a sample"), MAKE_ONE);
        } else if (password.get().length() < SHORTEST_ADMIN_PASSWORD) {
            problem(
                    prod,
                    ADMIN_PASSWORD,
                    new Bilingual("短于 12 个字符", "is shorter than 12 characters"),
                    new Bilingual("换一个更长的", "a longer one"));
        } else if (WeakSecrets.guessable(password.get())) {
            problem(prod, ADMIN_PASSWORD, new Bilingual("太有规律", "is too regular"), MAKE_ONE);
        }
    }

    private void noDebugging() {
        if (settings.flag(DEBUG)) {
            error(DEBUG, new Bilingual("生产环境必须为 false", "must be false in production"), Bilingual.same("DEBUG=false"));
        }
    }

    private void modelKeys() {
        for (var key : List.of(LLM_API_KEY, ARK_API_KEY)) {
            if (settings.find(key).filter(WeakSecrets::placeholder).isPresent()) {
                problem(
                        settings.profile() == Profile.PROD,
                        key,
                        new Bilingual("示例值未更换", "is still a sample"),
                        new Bilingual("填模型服务给的密钥", "the key that the model server gave you"));
            }
        }
    }

    private void model() {
        var keyed = settings.find(LLM_API_KEY).isPresent();
        // a key of Ark alone is enough: its address is known
        var somewhere = settings.find(LLM_BASE_URL).isPresent()
                || !keyed && settings.find(ARK_API_KEY).isPresent();
        if (somewhere && settings.find(LLM_MODEL).isEmpty()) {
            error(
                    LLM_MODEL,
                    new Bilingual("未设置，但已设置模型服务", "is not set although a model server is"),
                    Bilingual.same("LLM_MODEL=deepseek-chat"));
        }
        if (!somewhere
                && (settings.find(LLM_MODEL).isPresent()
                        || settings.find(LLM_API_KEY).isPresent())) {
            warning(
                    LLM_BASE_URL,
                    new Bilingual("未设置，仍用原文摘录回答", "is not set: answers stay extracts"),
                    Bilingual.same("LLM_BASE_URL=https://api.deepseek.com/v1"));
        }
    }

    private void origins() {
        if (settings.list(CORS_ORIGINS).contains("*") && !settings.flag(AUTH_REQUIRED)) {
            problem(
                    settings.profile() == Profile.PROD,
                    CORS_ORIGINS,
                    new Bilingual(
                            "* 且允许匿名：任何网页都能调用", "is * while anybody may call: any web page could use this instance"),
                    new Bilingual("https://你的域名", "https://your-domain"));
        }
    }

    private void singleSignOn() {
        var issuer = settings.text(OIDC_ISSUER);
        if (issuer.isEmpty()) {
            return;
        }
        if (settings.find(OIDC_CLIENT_ID).isEmpty()) {
            error(
                    OIDC_CLIENT_ID,
                    new Bilingual("未设置，但已设置 OIDC_ISSUER", "is not set although OIDC_ISSUER is"),
                    new Bilingual("填登录服务器上的客户端名", "the name of the client there"));
        }
        if (!settings.text(OIDC_REDIRECT_URI).endsWith("/api/auth/oidc/callback")) {
            error(
                    OIDC_REDIRECT_URI,
                    new Bilingual("不是本应用的回调地址", "is not where this application listens"),
                    Bilingual.same("https://ai.example.com/api/auth/oidc/callback"));
        }
        if (settings.text(OIDC_ROLE).equals("none")
                && settings.find(OIDC_GROUP_ROLES).isEmpty()) {
            error(
                    OIDC_ROLE,
                    new Bilingual(
                            "为 none 而 OIDC_GROUP_ROLES 未设置：谁也进不来",
                            "is none while OIDC_GROUP_ROLES is not set: nobody gets in"),
                    Bilingual.same("OIDC_GROUP_ROLES=staff=viewer"));
        }
        if (settings.profile() == Profile.PROD && !issuer.startsWith("https://")) {
            error(
                    OIDC_ISSUER,
                    new Bilingual("生产环境必须为 https", "must be https in production"),
                    Bilingual.same("https://…"));
        }
    }

    private void error(Setting setting, Bilingual rule, Bilingual fix) {
        problem(true, setting, rule, fix);
    }

    private void warning(Setting setting, Bilingual rule, Bilingual fix) {
        problem(false, setting, rule, fix);
    }

    private void problem(boolean fatal, Setting setting, Bilingual rule, Bilingual fix) {
        problems.add(new ConfigurationProblem(
                fatal ? ConfigurationProblem.Severity.ERROR : ConfigurationProblem.Severity.WARNING,
                setting.name(),
                Optional.empty(),
                settings.find(setting).map(set -> settings.source(setting)),
                rule,
                fix));
    }
}
