package steward.model;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RetryBudgetTest {
    @Test
    void aTenthOfTheCallsMayBeRepeatedBeyondAReserveOfTen() {
        var budget = new RetryBudget();
        var retries = 0;
        for (var call = 0; call < 1_000; call++) {
            budget.save();
            if (budget.spend()) {
                retries++;
            }
        }
        assertThat(retries).isBetween(100, 110);
    }

    @Test
    void anOutageIsNotMultipliedByRetries() {
        try (var models = new StubbedModels()) {
            for (var i = 0; i < 9; i++) {
                models.ask("stub-fail-500").problem();
            }
            var stats = models.stats("stub-fail-500");
            assertThat(stats.retries()).isLessThanOrEqualTo(10);
        }
    }
}
