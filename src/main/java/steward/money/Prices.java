package steward.money;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * What a model costs, in millionths of the currency ("micros"), whole numbers throughout. A model without a price costs
 * nothing. Immutable.
 *
 * @param currency its code, such as CNY
 */
record Prices(String currency, Map<String, Price> byModel) {
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);
    private static final int PER = 1_000_000;

    /** @param input micros for a million tokens sent; {@code output} for a million received */
    record Price(long input, long output) {}

    /** Reads {@code model=input/output,…}, prices in the currency for a million tokens; a single number is both. */
    static Prices of(String currency, String list) {
        var prices = new HashMap<String, Price>();
        for (var entry : list.split(",")) {
            if (!entry.isBlank()) {
                var at = entry.lastIndexOf('=');
                var numbers = entry.substring(at + 1).strip().split("/");
                prices.put(
                        entry.substring(0, at).strip(),
                        new Price(micros(numbers[0]), micros(numbers[numbers.length - 1])));
            }
        }
        return new Prices(currency, Map.copyOf(prices));
    }

    /** The micros of an amount as people write it, such as {@code 12.50}. */
    static long micros(String amount) {
        return new BigDecimal(amount.strip()).multiply(MICROS).longValueExact();
    }

    /** As people write it, without zeros that say nothing. */
    static BigDecimal amount(long micros) {
        var amount = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
        return amount.scale() < 0 ? amount.setScale(0) : amount;
    }

    /** What these tokens cost, rounded up to whole micros. */
    long cost(String model, Tokens tokens) {
        var price = byModel.get(model);
        if (price == null) {
            return 0;
        }
        var parts = BigDecimal.valueOf(tokens.prompt())
                .multiply(BigDecimal.valueOf(price.input()))
                .add(BigDecimal.valueOf(tokens.completion()).multiply(BigDecimal.valueOf(price.output())));
        return parts.add(BigDecimal.valueOf(PER - 1))
                .divideToIntegralValue(BigDecimal.valueOf(PER))
                .longValueExact();
    }
}
