package steward.platform.config;

import java.util.List;

/** What an instance is started for: {@code dev} works at once on one machine, {@code prod} refuses weak secrets. */
public enum Profile {
    DEV("dev", ".env.development", ".env.dev"),
    PROD("prod", ".env.production", ".env.prod");

    private final String label;
    private final List<String> files;

    Profile(String label, String... files) {
        this.label = label;
        this.files = List.of(files);
    }

    /** As written in {@code STEWARD_ENV}: {@code dev} or {@code prod}. */
    public String label() {
        return label;
    }

    /** The files that only this profile reads, first wins. */
    List<String> files() {
        return files;
    }

    static Profile labelled(String label) {
        return label.equals(PROD.label) ? PROD : DEV;
    }
}
