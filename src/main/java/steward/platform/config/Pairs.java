package steward.platform.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A setting of names that stand for something: {@code staff=viewer, admins=admin}. The last equals sign of a pair divides it,
 * so that a name may hold others ({@code CN=admins%2COU=groups=admin}). A comma is written as {@code %2C}; {@code %3D} and
 * {@code %25} are an equals sign and a percent sign.
 */
public final class Pairs {
    private static final Pattern WRITTEN = Pattern.compile("%(2C|3D|25)", Pattern.CASE_INSENSITIVE);
    private static final Map<String, String> MEANT = Map.of("%2C", ",", "%3D", "=", "%25", "%");

    private Pairs() {}

    /** What each name stands for, in the order in which they are written; of a text that the rule has accepted. */
    public static Map<String, String> of(String text) {
        var pairs = new LinkedHashMap<String, String>();
        for (var element : Rule.elements(text)) {
            pairs.put(left(element), right(element));
        }
        return Collections.unmodifiableMap(pairs);
    }

    /** @param right reads what stands on the right of each into its canonical form */
    static String canonical(String text, Bilingual shape, String example, Rule.Reading right) throws BadValue {
        var pairs = new LinkedHashMap<String, String>();
        for (var element : Rule.elements(text)) {
            if (!element.contains("=")
                    || left(element).isEmpty()
                    || right(element).isEmpty()) {
                throw wrong(
                        "“" + element + "” 不是" + shape.zh(),
                        "holds \"" + element + "\", which is no " + shape.en(),
                        example);
            }
            var name = element.substring(0, element.lastIndexOf('=')).strip();
            var value = right.canonical(
                    element.substring(element.lastIndexOf('=') + 1).strip());
            if (pairs.keySet().stream().anyMatch(other -> meant(other).equals(meant(name)))) {
                throw wrong("“" + meant(name) + "” 出现两次", "names \"" + meant(name) + "\" twice", example);
            }
            pairs.put(name, value);
        }
        if (pairs.isEmpty()) {
            throw wrong("没有任何" + shape.zh(), "holds no " + shape.en(), example);
        }
        var written = new StringBuilder();
        pairs.forEach((name, value) -> written.append(written.isEmpty() ? "" : ",")
                .append(name)
                .append('=')
                .append(value));
        return written.toString();
    }

    private static BadValue wrong(String zh, String en, String example) {
        return new BadValue(new Bilingual(zh, en), Bilingual.same(example));
    }

    private static String left(String element) {
        return meant(element.substring(0, Math.max(0, element.lastIndexOf('='))).strip());
    }

    private static String right(String element) {
        return meant(element.substring(element.lastIndexOf('=') + 1).strip());
    }

    private static String meant(String written) {
        return WRITTEN.matcher(written)
                .replaceAll(found -> MEANT.get(found.group().toUpperCase(Locale.ROOT)));
    }
}
