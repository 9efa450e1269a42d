package steward.platform.database;

/**
 * Fired once, when the migrations are done and rows may be read and written. Observers run one after the other, on a
 * thread that may block; the application is not ready before the last of them has returned.
 */
public record DatabaseReady() {}
