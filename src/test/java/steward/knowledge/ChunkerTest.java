package steward.knowledge;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChunkerTest {
    private static final String SENTENCE = "入职满一年的员工每年享有十天带薪年假，当年未休的可以顺延到次年三月底。";

    @Test
    void aShortTextIsOnePassage() {
        var text = DocumentText.plain("年假十天。");
        assertThat(Chunker.cut(text)).containsExactly(new Chunk(0, 5, ""));
    }

    @Test
    void anEmptyTextHasNoPassages() {
        assertThat(Chunker.cut(DocumentText.plain(" \n\n "))).isEmpty();
    }

    @Test
    void chinesePassagesHaveAboutFourHundredCharactersAndEndWithASentence() {
        var text = DocumentText.plain(SENTENCE.repeat(100));
        var chunks = Chunker.cut(text);
        assertThat(chunks).hasSizeGreaterThan(5).allSatisfy(chunk -> {
            assertThat(chunk.end() - chunk.start()).isLessThanOrEqualTo(400);
            assertThat(chunk.of(text.text())).endsWith("。");
        });
    }

    @Test
    void englishPassagesHaveAboutNineHundredCharactersAndEndWithASentence() {
        var text = DocumentText.plain("The allowance comes back evenly instead of being reset. ".repeat(80));
        var chunks = Chunker.cut(text);
        assertThat(chunks).hasSizeGreaterThan(3).allSatisfy(chunk -> {
            assertThat(chunk.end() - chunk.start()).isLessThanOrEqualTo(900);
            assertThat(chunk.of(text.text())).endsWith(".");
        });
    }

    @Test
    void passagesLeaveNothingOut() {
        var text = DocumentText.plain((SENTENCE + "The end of v2.3.1. ").repeat(60) + "\n\n" + SENTENCE.repeat(30));
        int covered = 0;
        for (var chunk : Chunker.cut(text)) {
            assertThat(text.text().substring(Math.min(covered, chunk.start()), chunk.start()))
                    .isBlank();
            assertThat(chunk.end()).isGreaterThan(covered);
            covered = chunk.end();
        }
        assertThat(covered).isEqualTo(text.text().length());
    }

    @Test
    void aCutWithinAParagraphRepeatsTheLastSentence() {
        var text = DocumentText.plain(SENTENCE.repeat(40));
        var chunks = Chunker.cut(text);
        assertThat(chunks.get(1).start())
                .isLessThan(chunks.get(0).end())
                .isGreaterThan(chunks.get(0).start());
    }

    @Test
    void aParagraphIsLeftWholeWhereTheLastOneWasLongEnough() {
        var text = DocumentText.plain(SENTENCE.repeat(8) + "\n\n" + SENTENCE.repeat(8));
        assertThat(Chunker.cut(text))
                .hasSize(2)
                .extracting(Chunk::start)
                .containsExactly(0, text.text().indexOf("\n\n") + 2);
    }

    @Test
    void eachSectionIsAPassageThatKnowsItsHeadings() {
        var text = DocumentText.of(
                TextFormat.MARKDOWN,
                "# 员工手册\n\n## 年假\n\n" + SENTENCE.repeat(3) + "\n\n## 值班\n\n### 补贴\n\n" + SENTENCE.repeat(3));
        var chunks = Chunker.cut(text);
        assertThat(chunks).extracting(Chunk::heading).containsExactly("年假", "值班 › 补贴");
        assertThat(chunks.get(1).of(text.text())).startsWith("值班\n\n补贴\n\n入职");
    }

    @Test
    void aHeadingNeverStandsAtTheEndOfAPassage() {
        var markdown = ("## 标题在这里\n\n" + SENTENCE.repeat(9) + "\n\n").repeat(10);
        var text = DocumentText.of(TextFormat.MARKDOWN, markdown);
        assertThat(Chunker.cut(text))
                .noneSatisfy(chunk -> assertThat(chunk.of(text.text())).endsWith("标题在这里"));
    }

    @Test
    void aTextWithoutPausesIsCutBetweenCharactersNeverInsideOne() {
        var parts = List.of("😀", "𠮷", "é", "👩‍👩‍👧", "字", "A");
        var random = new Random(1);
        var unbroken = new StringBuilder();
        while (unbroken.length() < 20_000) {
            unbroken.append(parts.get(random.nextInt(parts.size())));
        }
        var text = DocumentText.plain(unbroken.toString()).text();
        for (var chunk : Chunker.cut(DocumentText.plain(text))) {
            assertThat(Character.isLowSurrogate(text.charAt(chunk.start()))).isFalse();
            assertThat(Character.isHighSurrogate(text.charAt(chunk.end() - 1))).isFalse();
            assertThat(text.codePointAt(chunk.start())).isNotEqualTo(0x200D);
            assertThat(text.codePointBefore(chunk.end())).isNotEqualTo(0x200D);
        }
    }

    @Test
    void aMillionCharactersInOneLineAreCutInTime() {
        var chunks = Chunker.cut(DocumentText.plain("a".repeat(1_000_000)));
        assertThat(chunks).hasSizeBetween(1_000, 2_000);
    }
}
