package steward.model;

import java.time.Duration;
import java.util.function.Function;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** What a call may wait for only so long, and the setting that says how long. */
enum Deadline {
    CONNECT("LLM_CONNECT_TIMEOUT", ModelLimits::connect),
    ANSWER("REQUEST_TIMEOUT", ModelLimits::answer),
    FIRST_BYTE("LLM_FIRST_BYTE_TIMEOUT", ModelLimits::firstByte),
    IDLE("LLM_IDLE_TIMEOUT", ModelLimits::idle),
    TOTAL("LLM_TOTAL_TIMEOUT", ModelLimits::total);

    private final String setting;
    private final Function<ModelLimits, Duration> limit;

    Deadline(String setting, Function<ModelLimits, Duration> limit) {
        this.setting = setting;
        this.limit = limit;
    }

    boolean isPast(long nanos, ModelLimits limits) {
        return nanos > limit.apply(limits).toNanos();
    }

    ProblemException problem(ModelLimits limits) {
        return new ProblemException(ProblemType.UPSTREAM_TIMEOUT, new UpstreamFailure(setting + " is over"))
                .with("limit", limit.apply(limits).toSeconds())
                .with("setting", setting);
    }
}
