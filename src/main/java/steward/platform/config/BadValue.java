package steward.platform.config;

/** A text that breaks the rule of its setting: what the rule is, and what to write instead. */
final class BadValue extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Bilingual rule;
    private final transient Bilingual fix;

    BadValue(Bilingual rule, Bilingual fix) {
        super(rule.en());
        this.rule = rule;
        this.fix = fix;
    }

    Bilingual rule() {
        return rule;
    }

    Bilingual fix() {
        return fix;
    }
}
