package steward.task;

/** Why a run was asked to stop before its end. */
enum StopReason {
    CANCELLED,
    TIMED_OUT,
    /** The instance is about to stop; the task will run elsewhere. */
    DRAINING,
    /** Its lease is over and the task may run elsewhere already: whatever it comes to is not recorded. */
    LOST
}
