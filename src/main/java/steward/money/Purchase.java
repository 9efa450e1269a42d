package steward.money;

import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import steward.identity.Caller;

/**
 * A call of a model, before it is made.
 *
 * @param model the name that callers use, by which prices are found
 * @param promptTokens counts what will be sent; asked only where a limit has to know
 * @param mostAnswerTokens the bound that the caller named; null for none
 * @param header takes names and values of headers for the answer
 */
public record Purchase(
        Caller caller,
        String model,
        LongSupplier promptTokens,
        Long mostAnswerTokens,
        BiConsumer<String, String> header) {}
