package steward.money;

import java.time.Instant;
import java.util.UUID;

/**
 * One side of a transfer; the sides of a transfer add up to zero.
 *
 * @param kind {@code reserve}, {@code settle}, {@code expire} or {@code late} (settled after it had expired)
 * @param bucket {@code available}, {@code held} or {@code spent}
 * @param amount tokens, or millionths of the currency
 */
record LedgerEntry(
        UUID id,
        UUID transferId,
        UUID reservationId,
        String kind,
        String account,
        String period,
        String unit,
        String bucket,
        long amount,
        Instant at) {}
