package steward.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What happens after a time in which no instance looked at the schedules. */
enum Misfire {
    /** What was missed is made up for once, however often it was missed. */
    RUN_ONCE,
    /** What was missed is left out. */
    SKIP;

    @JsonValue
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
