package steward.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import steward.monitoring.HealthReport.Scope;
import steward.monitoring.HealthReport.State;
import steward.platform.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

class HealthReportTest {
    @Test
    void aHealthyInstanceSaysWhoItIs() throws IOException {
        var body = body(report(true, true, false), Scope.ALL);
        assertThat(body.get("status").asText()).isEqualTo("UP");
        assertThat(body.at("/checks/0"))
                .isEqualTo(
                        Json.mapper()
                                .readTree(
                                        "{\"name\":\"steward\",\"status\":\"UP\",\"data\":"
                                                + "{\"degradation\":\"none\",\"model\":\"up\",\"server_id\":\"server-1\",\"version\":\"1.0\"}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, false, 200, 200, 200, 200, none",
        "false, true, false, 503, 200, 503, 503, starting",
        "false, false, false, 503, 200, 503, 503, starting",
        "true, false, false, 503, 200, 200, 503, database_unavailable",
        "true, true, true, 503, 200, 200, 503, draining",
    })
    void everyStateHasItsAnswers(
            boolean started,
            boolean database,
            boolean draining,
            int all,
            int live,
            int begun,
            int ready,
            String degradation)
            throws IOException {
        var report = report(started, database, draining);
        assertThat(report.answer(Scope.ALL).status()).isEqualTo(all);
        assertThat(report.answer(Scope.LIVE).status()).isEqualTo(live);
        assertThat(report.answer(Scope.STARTED).status()).isEqualTo(begun);
        assertThat(report.answer(Scope.READY).status()).isEqualTo(ready);
        assertThat(body(report, Scope.LIVE).at("/checks/0/data/degradation").asText())
                .isEqualTo(degradation);
    }

    @Test
    void aModelThatIsAwayIsToldButMakesNobodyUnhealthy() throws IOException {
        var report = new HealthReport(new State(true, true, false, ModelState.DOWN), "server-1", "1.0");
        assertThat(report.answer(Scope.READY).status()).isEqualTo(200);
        assertThat(body(report, Scope.ALL).at("/checks/0/data/degradation").asText())
                .isEqualTo("model_unavailable");
    }

    @Test
    void aFullDiskIsToldButReadingGoesOn() throws IOException {
        var report = new HealthReport(
                new State(true, true, false, ModelState.UP, "none", "", "none", true), "server-1", "1.0");
        assertThat(report.answer(Scope.READY).status()).isEqualTo(200);
        assertThat(body(report, Scope.ALL).at("/checks/0/data/degradation").asText())
                .isEqualTo("disk_full");
    }

    @Test
    void whyRedisIsAwayIsTold() throws IOException {
        var away = new State(true, true, false, ModelState.UP, "down", "certificate_not_trusted", "none", false);
        var data = body(new HealthReport(away, "server-1", "1.0"), Scope.ALL).at("/checks/0/data");
        assertThat(data.path("redis").asText()).isEqualTo("down");
        assertThat(data.path("redis_cause").asText()).isEqualTo("certificate_not_trusted");
        assertThat(data.path("degradation").asText()).isEqualTo("redis_unavailable");
    }

    @Test
    void theSameStateIsAlwaysTheSameBytes() {
        assertThat(report(true, true, false).answer(Scope.ALL).body())
                .isEqualTo(report(true, true, false).answer(Scope.ALL).body());
    }

    @Test
    void timesAreToldOnlyWhenAskedFor() throws IOException {
        var report = report(true, true, false);
        assertThat(body(report, Scope.ALL).has("details")).isFalse();
        var verbose = report.answer(Scope.ALL, Map.of("uptime", "PT5S"));
        assertThat(Json.mapper().readTree(verbose.body()).at("/details/uptime").asText())
                .isEqualTo("PT5S");
    }

    private static HealthReport report(boolean started, boolean database, boolean draining) {
        return new HealthReport(new State(started, database, draining, ModelState.UP), "server-1", "1.0");
    }

    private static JsonNode body(HealthReport report, Scope scope) throws IOException {
        return Json.mapper().readTree(report.answer(scope).body());
    }
}
