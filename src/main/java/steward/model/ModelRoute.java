package steward.model;

import java.net.URI;
import java.util.Locale;
import java.util.Map;

/**
 * A model and the way to it.
 *
 * @param model the name that callers use
 * @param upstreamModel the name that the provider knows it by
 * @param base the provider's address up to its version, without a slash at the end
 * @param key sent to this base's host and nowhere else
 * @param provider a short label for headers and metrics, which does not tell the address
 */
public record ModelRoute(String model, String upstreamModel, URI base, ModelKey key, String provider) {
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
    public static ModelRoute of(String model, URI base, ModelKey key) {
        return new ModelRoute(model, model, base, key, label(base));
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
