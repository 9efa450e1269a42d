package steward.model;

/**
 * The connections to model servers at one moment.
 *
 * @param leased in use
 * @param idle open and ready for use
 * @param waiting calls that wait for a connection, because {@code most} are in use
 * @param most {@code LLM_MAX_CONNECTIONS}
 */
public record ConnectionStats(int leased, int idle, int waiting, int most) {}
