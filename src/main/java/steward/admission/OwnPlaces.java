package steward.admission;

import java.util.List;
import steward.identity.Limits;

/**
 * How many answers are being made at once for those who have a limit of their own: a key, a user, a team, an organisation.
 * Safe for many threads; nothing of it throws.
 */
interface OwnPlaces {
    /**
     * Takes a place of each of these owners, or none at all.
     *
     * @param holder a number of this instance for whom the places are taken, not in use
     * @param owners such that set a limit
     * @return the one that had no place left; null where each had
     */
    Limits.Level take(long holder, List<Limits.Level> owners);

    /** Gives back what {@code take} gave this holder for these owners. */
    void giveBack(long holder, List<Limits.Level> owners);
}
