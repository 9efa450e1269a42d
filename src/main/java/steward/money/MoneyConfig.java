package steward.money;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.ZoneId;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What things cost, and what each caller may use unless their key, user or team says otherwise.
 *
 * @param zone where days and months begin
 * @param answerTokens reserved for an answer whose caller named no bound
 * @param perCaller the allowance of each caller; its account is replaced by the caller's
 */
record MoneyConfig(Prices prices, ZoneId zone, int answerTokens, Allowance perCaller) {
    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        MoneyConfig moneyConfig(
                @ConfigProperty(name = "MODEL_PRICES") Optional<String> prices,
                @ConfigProperty(name = "CURRENCY") String currency,
                @ConfigProperty(name = "BUDGET_TIME_ZONE") String zone,
                @ConfigProperty(name = "BUDGET_ANSWER_TOKENS") int answerTokens,
                @ConfigProperty(name = "TOKEN_LIMIT_PER_MINUTE") long tokensPerMinute,
                @ConfigProperty(name = "DAILY_TOKEN_BUDGET") long dailyTokens,
                @ConfigProperty(name = "MONTHLY_TOKEN_BUDGET") long monthlyTokens,
                @ConfigProperty(name = "DAILY_COST_BUDGET") String dailyCost,
                @ConfigProperty(name = "MONTHLY_COST_BUDGET") String monthlyCost) {
            return new MoneyConfig(
                    Prices.of(currency, prices.orElse("")),
                    ZoneId.of(zone),
                    answerTokens,
                    new Allowance(
                            "",
                            tokensPerMinute,
                            dailyTokens,
                            monthlyTokens,
                            Prices.micros(dailyCost),
                            Prices.micros(monthlyCost)));
        }
    }
}
