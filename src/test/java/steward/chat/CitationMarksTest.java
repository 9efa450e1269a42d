package steward.chat;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CitationMarksTest {
    @Test
    void marksOfGivenPassagesStay() {
        assertThat(all(new CitationMarks(2), "年假为 10 天[1]，可顺延[2]。")).isEqualTo("年假为 10 天[1]，可顺延[2]。");
    }

    @Test
    void aMarkThatNoPassageHasIsDroppedAndCounted() {
        var marks = new CitationMarks(2);
        assertThat(all(marks, "Ten days[1][7].")).isEqualTo("Ten days[1].");
        assertThat(marks.dropped()).isEqualTo(1);
        assertThat(marks.cited(1)).isTrue();
        assertThat(marks.cited(2)).isFalse();
    }

    @Test
    void aMarkMayComeInPieces() {
        var text = "a[1]b[12]c[x]d[1";
        for (var cut = 0; cut <= text.length(); cut++) {
            var marks = new CitationMarks(3);
            var shown = marks.pass(text.substring(0, cut)) + marks.pass(text.substring(cut)) + marks.rest();
            assertThat(shown).as("cut at %s", cut).isEqualTo("a[1]bc[x]d[1");
        }
    }

    @Test
    void bracketsOfTheTextItselfStay() {
        assertThat(all(new CitationMarks(1), "int[] a = [[1], [x], [12345678]]"))
                .isEqualTo("int[] a = [[1], [x], [12345678]]");
    }

    @Test
    void withoutPassagesNothingIsTouched() {
        assertThat(all(new CitationMarks(0), "see [3]")).isEqualTo("see [3]");
    }

    private static String all(CitationMarks marks, String text) {
        var shown = new StringBuilder();
        text.codePoints().forEach(point -> shown.append(marks.pass(Character.toString(point))));
        return shown + marks.rest();
    }
}
