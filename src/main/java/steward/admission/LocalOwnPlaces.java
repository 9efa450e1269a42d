package steward.admission;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import steward.identity.Limits;

/** Counts what this instance is doing. */
final class LocalOwnPlaces implements OwnPlaces {
    private final Map<String, Integer> held = new HashMap<>(); // by owner; guarded by this

    @Override
    public Limits.Level take(long holder, List<Limits.Level> owners) {
        return take(owners, Limits.Level::maxConcurrent);
    }

    /** @param most how many places of an owner this instance may give out */
    synchronized Limits.Level take(List<Limits.Level> owners, ToIntFunction<Limits.Level> most) {
        for (var owner : owners) {
            if (held.getOrDefault(owner.owner(), 0) >= most.applyAsInt(owner)) {
                return owner;
            }
        }
        note(owners);
        return null;
    }

    /** Counts places that somebody else has given out. */
    synchronized void note(List<Limits.Level> owners) {
        owners.forEach(owner -> held.merge(owner.owner(), 1, Integer::sum));
    }

    @Override
    public synchronized void giveBack(long holder, List<Limits.Level> owners) {
        owners.forEach(owner -> held.computeIfPresent(owner.owner(), (name, count) -> count > 1 ? count - 1 : null));
    }
}
