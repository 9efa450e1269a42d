package steward.schedule;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What happens at a tick while the task of the one before has not ended. */
enum Overlap {
    /** This tick is left out. */
    SKIP,
    /** It waits for the end. */
    QUEUE,
    /** Both run. */
    PARALLEL;

    @JsonValue
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
