package steward.command;

import java.util.Map;
import org.junit.jupiter.api.Test;
import steward.platform.config.Settings;

import static org.assertj.core.api.Assertions.assertThat;

class RedisRoomTest {
    @Test
    void noneIsNeeded() {
        assertThat(new RedisRoom(Settings.of(Map.of())).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.level()).isEqualTo(Finding.Level.OK));
    }

    @Test
    void aCertificateThatIsNotTrustedIsToldWithTheSettingThatHelps() {
        var finding = RedisRoom.finding("certificate_not_trusted");
        assertThat(finding.isProblem()).isTrue();
        assertThat(finding.found().en()).contains("certificate_not_trusted");
        assertThat(finding.fix().en()).startsWith("REDIS_CA_FILE=");
        assertThat(finding.fix().zh()).contains("CA");
    }

    @Test
    void whatIsNoCertificateIsToldByItsSetting() {
        var settings = Settings.of(Map.of(
                "REDIS_URL", "rediss://127.0.0.1:1/0", "REDIS_CA", "-----BEGIN CERTIFICATE-----\nnone\n-----END"));
        assertThat(new RedisRoom(settings).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.found().en()).contains("REDIS_CA"));
    }
}
