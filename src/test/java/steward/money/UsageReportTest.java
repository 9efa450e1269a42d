package steward.money;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import steward.platform.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Usage as it is given out. */
class UsageReportTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 21);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "deepseek-chat|deepseek-chat",
                "=1+1|'=1+1",
                "+86|'+86",
                "-2|'-2",
                "@SUM(A1)|'@SUM(A1)",
                "`=HYPERLINK(\"http://a\",\"b\")`|`\"'=HYPERLINK(\"\"http://a\"\",\"\"b\"\")\"`",
                "研发,一组|`\"研发,一组\"`"
            })
    void noCellBecomesAFormula(String text, String cell) {
        assertThat(UsageReport.cell(text)).isEqualTo(cell);
    }

    @Test
    void sumsAreToldInTheCurrencyAndAddedUp() throws Exception {
        var query = new UsageQuery(DAY, DAY, Optional.empty(), UsageQuery.groups("model"));
        var report = new UsageReport(
                query,
                List.of(
                        new UsageLine(Map.of("model", "a"), new UsageSum(2, 1, 0, 10, 5, 1_500_000)),
                        new UsageLine(Map.of("model", "b"), new UsageSum(1, 0, 1, 0, 0, 1))),
                "CNY",
                false);
        var json = Json.tree(report.json());
        assertThat(json.at("/items/0/cost").decimalValue()).isEqualByComparingTo("1.5");
        assertThat(json.at("/totals/cost").decimalValue()).isEqualByComparingTo("1.500001");
        assertThat(json.at("/totals/requests").asInt()).isEqualTo(3);
        assertThat(new String(report.csv(), UTF_8).lines()).element(1).isEqualTo("a,2,1,0,10,5,1.5,CNY");
    }
}
