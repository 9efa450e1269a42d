package steward.knowledge;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CharsetsTest {
    private static final String CHINESE = "员工手册：入职满一年，每年享有 10 天带薪年假。";

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "GB18030", "GBK", "GB2312"})
    void chineseIsReadInTheEncodingsOfChineseDesktops(String charset) {
        assertThat(Charsets.decode(CHINESE.getBytes(Charset.forName(charset)))).isEqualTo(CHINESE);
    }

    @Test
    void aByteOrderMarkDecidesAndIsNotPartOfTheText() {
        assertThat(Charsets.decode(("\uFEFF" + CHINESE).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(CHINESE);
        assertThat(Charsets.decode(("\uFEFF" + CHINESE).getBytes(StandardCharsets.UTF_16LE)))
                .isEqualTo(CHINESE);
        assertThat(Charsets.decode(("\uFEFF" + CHINESE).getBytes(StandardCharsets.UTF_16BE)))
                .isEqualTo(CHINESE);
    }

    @Test
    void westernTextInAnOldEncodingIsRefusedInsteadOfGuessed() {
        refused("Le café est fermé à midi, déjà très tôt".getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        refused(new byte[] {'P', 'K', 3, 4, 0, 0, (byte) 0x80, (byte) 0xFF, 1, 2});
        refused(new byte[] {'a', 0, 'b'});
        refused(new byte[] {(byte) 0xE5, (byte) 0xB9});
    }

    private static void refused(byte[] bytes) {
        assertThatThrownBy(() -> Charsets.decode(bytes))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.INVALID_ENCODING));
    }
}
