package steward.platform.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How the catalogue describes one setting; written once, by the constant itself, and only read afterwards. */
final class Definition {
    /** The text that is in force when nobody has set one. */
    interface Default {
        String in(Profile profile, Function<Setting, String> others);
    }

    private final Setting.Group group;
    private final Rule rule;
    private final List<String> aliases = new ArrayList<>();
    private Default normal = (profile, others) -> "";
    private Bilingual normalInWords = Bilingual.same("");
    private List<String> presets = List.of();
    private Bilingual help;

    private Definition(Setting.Group group, Rule rule) {
        this.group = group;
        this.rule = rule;
    }

    static Definition required(Rule rule) {
        return new Definition(Setting.Group.REQUIRED, rule);
    }

    static Definition common(Rule rule) {
        return new Definition(Setting.Group.COMMON, rule);
    }

    static Definition advanced(Rule rule) {
        return new Definition(Setting.Group.ADVANCED, rule);
    }

    Definition normally(String value) {
        return normally(value, value);
    }

    Definition normally(String dev, String prod) {
        normal = (profile, others) -> profile == Profile.PROD ? prod : dev;
        normalInWords = dev.equals(prod)
                ? Bilingual.same(dev)
                : new Bilingual("开发 " + shown(dev, "空") + "，生产 " + shown(prod, "空"), devProd(dev, prod));
        return this;
    }

    Definition normally(Default computed, Bilingual inWords) {
        normal = computed;
        normalInWords = inWords;
        return this;
    }

    /** What is normal on a machine of a size, where {@code STEWARD_SIZE} names one. */
    Definition sized(String small, String medium, String large) {
        presets = List.of(small, medium, large);
        return this;
    }

    Definition also(String... names) {
        aliases.addAll(List.of(names));
        return this;
    }

    Definition help(String zh, String en) {
        help = new Bilingual(zh, en);
        return this;
    }

    Setting.Group group() {
        return group;
    }

    Rule rule() {
        return rule;
    }

    List<String> aliases() {
        return List.copyOf(aliases);
    }

    Default normal() {
        return normal;
    }

    Optional<String> preset(Size size) {
        return presets.isEmpty() ? Optional.empty() : Optional.of(presets.get(size.ordinal()));
    }

    Bilingual normalInWords() {
        return normalInWords;
    }

    Bilingual help() {
        return help;
    }

    private static String devProd(String dev, String prod) {
        return shown(dev, "empty") + " in dev, " + shown(prod, "empty") + " in prod";
    }

    private static String shown(String value, String nothing) {
        return value.isEmpty() ? nothing : value;
    }
}
