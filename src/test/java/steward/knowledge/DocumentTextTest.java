package steward.knowledge;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DocumentTextTest {
    @Test
    void plainTextIsKeptAsWrittenButForLineEndsAndControlCharacters() {
        var text = DocumentText.plain("\uFEFF第一行  \r\n第二行\u0000\r\r\n\n\n第三行\uD800 end\n");
        assertThat(text.text()).isEqualTo("第一行\n第二行\n\n第三行\uFFFD end");
    }

    @Test
    void composedAndDecomposedLettersAreTheSameText() {
        assertThat(DocumentText.plain("cafe\u0301").text()).isEqualTo("café");
    }

    @Test
    void theFirstLineOfPlainTextIsItsTitle() {
        assertThat(DocumentText.plain("值班安排\n\n每周轮换。").title()).isEqualTo("值班安排");
        assertThat(DocumentText.plain("字".repeat(200)).title()).isEqualTo("字".repeat(80) + "…");
        assertThat(DocumentText.plain("  ").title()).isNull();
    }

    @Test
    void markdownLosesItsMarksAndKeepsItsLines() {
        var text = markdown("""
                # 标题

                一段**加粗**的文字，带[链接](https://example.org)和 `代码`。

                1. 第一
                2. 第二
                   - 内层

                > 引文

                ```sh
                ab -n 10000 -c 100
                ```
                """);
        assertThat(text.text()).isEqualTo("""
                        标题

                        一段加粗的文字，带链接和 代码。

                        1. 第一
                        2. 第二
                        - 内层

                        引文

                        ab -n 10000 -c 100""");
    }

    @Test
    void headingsOfMarkdownAreFoundWhereTheirOffsetsSay() {
        var text = markdown("# 一\n\n文字\n\n二\n---\n\n* 项\n\n### *三* 号\n\n文字");
        assertThat(text.headings()).extracting(DocumentText.Heading::text).containsExactly("一", "二", "三 号");
        assertThat(text.headings())
                .allSatisfy(heading ->
                        assertThat(text.text().substring(heading.offset())).startsWith(heading.text()));
    }

    @Test
    void aChineseSentenceBrokenOverSourceLinesIsOneSentence() {
        assertThat(markdown("员工每年\n享有年假，with\nmany days").text()).isEqualTo("员工每年享有年假，with\nmany days");
    }

    @Test
    void theTitleOfMarkdownIsItsFrontMattersOrItsMainHeading() {
        assertThat(markdown("---\ntitle: \"手册\"\ntags: [a]\n---\n# 别的\n").title())
                .isEqualTo("手册");
        assertThat(markdown("## 小节\n\n# 手册\n").title()).isEqualTo("手册");
        assertThat(markdown("没有标题的一段。").title()).isEqualTo("没有标题的一段。");
    }

    @Test
    void markupOfHtmlGoesWithItsScriptsAndStyles() {
        var text = DocumentText.of(TextFormat.HTML, """
                <html><head><title>手册 &amp; 规定</title><style>p{}</style></head><body>
                <nav>首页</nav><h1>年假</h1><p>每年 <b>10</b>
                天。<script>alert(1)</script></p><ul><li>一</li><li>二</li></ul>
                <table><tr><td>甲</td><td>乙</td></tr></table><pre>a
                  b</pre><p hidden>看不见</p></body></html>
                """);
        assertThat(text.title()).isEqualTo("手册 & 规定");
        assertThat(text.text()).isEqualTo("年假\n\n每年 10 天。\n\n- 一\n- 二\n\n甲 乙\n\na\n  b");
        assertThat(text.headings()).containsExactly(new DocumentText.Heading(0, 1, "年假"));
    }

    @Test
    void deeplyNestedMarkupDoesNotExhaustTheStack() {
        assertThat(markdown(">".repeat(50_000) + "文字").text()).contains("文字");
        assertThat(markdown("[".repeat(20_000) + "文字").text()).contains("文字");
        assertThat(markdown("*a **".repeat(20_000) + "文字").text()).contains("文字");
        assertThat(markdown("- ".repeat(5_000) + "文字").text()).contains("文字");
        assertThat(DocumentText.of(TextFormat.HTML, "<div>".repeat(50_000) + "文字")
                        .text())
                .contains("文字");
    }

    @Test
    void normalTextStaysAsItIs() {
        var once = markdown("# 一\n\n- a\n- b\n\n```\nx\n\n\n\ny\n```").text();
        assertThat(NormalText.of(once)).isEqualTo(once);
    }

    private static DocumentText markdown(String text) {
        return DocumentText.of(TextFormat.MARKDOWN, text);
    }
}
