package steward.model;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import steward.platform.config.Secret;

/**
 * A model and the way to it.
 *
 * @param model the name that callers use
 * @param upstreamModel the name that the provider knows it by
 * @param base the provider's address up to its version, without a slash at the end
 * @param key sent to this base's host and nowhere else; {@link #NO_KEY} for a server that asks for none
 * @param provider a short label for headers and metrics, which does not tell the address
 */
public record ModelRoute(String model, String upstreamModel, URI base, Secret key, String provider) {
    public static final Secret NO_KEY = Secret.of("");
    private static final Map<String, String> PROVIDERS = Map.of(
            "volces.com", "ark",
            "deepseek.com", "deepseek",
            "openai.com", "openai",
            "aliyuncs.com", "dashscope",
            "moonshot.cn", "moonshot",
            "bigmodel.cn", "zhipu",
            "siliconflow.cn", "siliconflow",
            "openrouter.ai", "openrouter");

    public ModelRoute {
        if (!isPlainHttp(base)) {
            throw new IllegalArgumentException(
                    "LLM_BASE_URL must be http:// or https:// with a host, without user, query or fragment");
        }
        base = withoutSlash(base);
    }

    /** A route whose model is called the same here and there. */
    public static ModelRoute of(String model, URI base, Secret key) {
        return new ModelRoute(model, model, base, key, label(base));
    }

    /** The value of the Authorization header. */
    Optional<String> bearer() {
        return key.equals(NO_KEY)
                ? Optional.empty()
                : Optional.of("Bearer " + key.value().strip());
    }

    /** The text with the key taken out, should it be in there. */
    String withoutKey(String text) {
        return key.equals(NO_KEY) ? text : text.replace(key.value(), "…");
    }

    private static boolean isPlainHttp(URI base) {
        var scheme = String.valueOf(base.getScheme()).toLowerCase(Locale.ROOT);
        return (scheme.equals("http") || scheme.equals("https"))
                && base.getHost() != null
                && base.getRawUserInfo() == null
                && base.getRawQuery() == null
                && base.getRawFragment() == null;
    }

    private static URI withoutSlash(URI base) {
        return URI.create(base.toString().replaceAll("/+$", ""));
    }

    private static String label(URI base) {
        var host = String.valueOf(base.getHost()).toLowerCase(Locale.ROOT);
        return PROVIDERS.entrySet().stream()
                .filter(known -> host.equals(known.getKey()) || host.endsWith("." + known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("custom");
    }
}
