package steward.money;

/**
 * What one account (a key, a user, a team) may use; zero stands for no limit. Costs are in millionths of the currency.
 *
 * @param account whom it is counted for, such as {@code key:3f2a…} or {@code team:…}
 * @param tokensPerMinute over any sixty seconds
 */
public record Allowance(
        String account,
        long tokensPerMinute,
        long dailyTokens,
        long monthlyTokens,
        long dailyCostMicros,
        long monthlyCostMicros) {
    boolean hasBudget() {
        return dailyTokens > 0 || monthlyTokens > 0 || dailyCostMicros > 0 || monthlyCostMicros > 0;
    }
}
