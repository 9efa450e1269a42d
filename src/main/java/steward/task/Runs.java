package steward.task;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** All runs of this instance, whatever their queue. */
interface Runs {
    Collection<Lane> lanes();

    default List<Run> held() {
        return lanes().stream().flatMap(lane -> lane.held().stream()).toList();
    }

    default Stream<Run> open() {
        return held().stream().filter(run -> !run.hasEnded());
    }

    default Stream<Run> of(UUID task) {
        return open().filter(run -> run.id().equals(task));
    }
}
