package steward.platform.http;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import steward.FakeExchange;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients try a 429 again by themselves: when, or that it is of no use, is told by headers. */
class RetryHeadersTest {
    @Test
    void aLimitThatPassesSaysWhenAndABudgetThatIsUsedUpSaysThatWaitingIsOfNoUse() throws Exception {
        assertThat(told(new ProblemException(ProblemType.RATE_LIMIT_EXCEEDED).retryAfter(Duration.ofSeconds(7))))
                .containsEntry("Retry-After", "7")
                .doesNotContainKey("x-should-retry");
        assertThat(told(new ProblemException(ProblemType.INSUFFICIENT_QUOTA)))
                .containsEntry("x-should-retry", "false")
                .doesNotContainKey("Retry-After");
        assertThat(told(new ProblemException(ProblemType.TOKEN_LIMIT_EXCEEDED))) // larger than a whole minute
                .containsEntry("x-should-retry", "false");
    }

    @Test
    void whatIsNotThereWillNotBeThereTheNextTime() throws Exception {
        assertThat(told(new ProblemException(ProblemType.NOT_SUPPORTED))).containsEntry("x-should-retry", "false");
    }

    private static Map<String, String> told(ProblemException problem) throws Exception {
        var exchange = new FakeExchange("POST", "/v1/chat/completions");
        ProblemResponse.send(exchange.request(), exchange.response(), problem);
        return exchange.headers();
    }
}
