package steward.realtime;

import com.fasterxml.jackson.databind.JsonNode;

/** The numbers of this instance, for those who watch them live. Thread-safe; does not block. */
public interface LiveMetrics {
    /** An object. */
    JsonNode now();
}
