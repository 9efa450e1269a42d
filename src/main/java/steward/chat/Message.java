package steward.chat;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;

/**
 * One turn of a conversation as it is kept.
 *
 * @param role {@code user} or {@code assistant}
 * @param mode {@code model} or {@code extractive}; null for what the user said
 * @param model who answered; null for what the user said
 * @param citations the answer's citations as a JSON array; null for what the user said
 */
record Message(
        UUID id,
        String role,
        String text,
        String mode,
        String model,
        @JsonRawValue String citations,
        Instant createdAt) {}
