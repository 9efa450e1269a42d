package steward.pages;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/** The chat page over a back end that does as it is told. */
class ChatPageIT extends ChatPagePromises {
    private MockBackEnd backEnd;

    @BeforeAll
    void startBackEnd() throws IOException {
        backEnd = new MockBackEnd(0, "/steward/");
    }

    @AfterAll
    void stopBackEnd() {
        backEnd.close();
    }

    @BeforeEach
    @Override
    void openChat() {
        backEnd.reset();
        backEnd.console().without("api/knowledge"); // so that the documents here are those of the chat's tests
        super.openChat();
    }

    @Override
    URI base() {
        return backEnd.base();
    }

    @Test
    void theAnswerIsShownWhileItIsWritten() {
        var rest = new CountDownLatch(1);
        backEnd.next(Reply.stream("model")
                .delta("第一段。\n\n")
                .until(rest)
                .delta("第二段。")
                .done());
        ask("讲两段");

        browser.until("the first piece", () -> browser.text(".prose").equals("第一段。"));
        assertThat(browser.has(".button.stop")).isTrue();
        rest.countDown();
        awaitAnswer();
        assertThat(browser.text(".prose")).contains("第一段。", "第二段。");
    }

    @Test
    void stopKeepsWhatWasWrittenAndLeavesTheServer() throws InterruptedException {
        var reply = endless("写到一半");
        ask("写一篇长文");
        browser.until("the first piece", () -> browser.text(".prose").equals("写到一半"));
        browser.click(".button.stop");

        assertThat(browser.text(".stopped")).contains("已停止");
        assertThat(browser.text(".prose")).isEqualTo("写到一半");
        assertThat(reply.gone().await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void escapeStopsToo() throws InterruptedException {
        var reply = endless("写到一半");
        ask("写一篇长文");
        browser.find(".prose p");
        browser.press(Keys.ESCAPE);

        assertThat(browser.text(".stopped")).contains("已停止");
        assertThat(reply.gone().await(5, TimeUnit.SECONDS)).isTrue();
    }

    private Reply endless(String beginning) {
        var reply = Reply.stream("model").delta(beginning).until(new CountDownLatch(1));
        backEnd.next(reply);
        return reply;
    }

    @Test
    void enterPicksACandidateWhileComposingAndSendsAfterwards() {
        browser.click("#question");
        browser.command("Input.imeSetComposition", Map.of("text", "nian'jia", "selectionStart", 8, "selectionEnd", 8));
        browser.command(
                "Input.dispatchKeyEvent",
                Map.of("type", "rawKeyDown", "key", "Enter", "code", "Enter", "windowsVirtualKeyCode", 229));
        browser.command("Input.insertText", Map.of("text", "年假"));

        assertThat(browser.find("#question").getDomProperty("value")).isEqualTo("年假");
        assertThat(backEnd.questions()).isEmpty();
        browser.press(Keys.ENTER);
        awaitAnswer();
        assertThat(backEnd.questions()).hasSize(1);
    }

    @Test
    void theEnterThatEndsACompositionInSafariSendsNothing() {
        browser.type("#question", "年假");
        browser.script("""
                const field = document.querySelector('#question');
                field.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
                field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
                field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true }));""");

        assertThat(backEnd.questions()).isEmpty();
        browser.press(Keys.ENTER);
        awaitAnswer();
        assertThat(backEnd.questions()).hasSize(1);
    }

    @Test
    void shiftEnterMakesANewLine() {
        browser.type("#question", "一", Keys.chord(Keys.SHIFT, Keys.ENTER), "二");

        assertThat(browser.find("#question").getDomProperty("value")).isEqualTo("一\n二");
        assertThat(backEnd.questions()).isEmpty();
    }

    @Test
    void enterMakesANewLineForThoseWhoChoseSo() {
        browser.click("page-switches button:last-child");
        browser.click("input[name=enter][value=line]");
        browser.press(Keys.ESCAPE);
        browser.type("#question", "一", Keys.ENTER, "二");

        assertThat(browser.find("#question").getDomProperty("value")).isEqualTo("一\n二");
        browser.type("#question", Keys.chord(Keys.CONTROL, Keys.ENTER));
        awaitAnswer();
        assertThat(backEnd.questions().peek().path("message").asText()).isEqualTo("一\n二");
    }

    @Test
    void hasteIsToldHowLongToWaitAndMayThenTryAgain() {
        backEnd.next(Reply.refused(429, "rate_limit_exceeded", "每分钟 60 次已用完。", 2));
        ask("年假怎么算？");

        assertThat(browser.text(".problem")).contains("还需等待").containsPattern("[12] 秒后可重试");
        assertThat(browser.find(".retry").isEnabled()).isFalse();
        browser.screenshot("chat-429");
        browser.until("the wait ends", () -> browser.find(".retry").isEnabled());
        browser.click(".retry");
        awaitAnswer();
        assertThat(browser.has(".problem")).isFalse();
    }

    @Test
    void aBusyServerIsAskedAgainWithOneClick() {
        backEnd.next(Reply.refused(503, "server_busy", "服务器正忙（10/10 并发）。", 0));
        ask("年假怎么算？");

        assertThat(browser.text(".problem")).contains("服务器正忙", "req_7b1");
        browser.click(".retry");
        awaitAnswer();
        assertThat(browser.all("chat-turn")).hasSize(1);
    }

    @Test
    void anAnswerThatBreaksOffSaysSoAndKeepsItsText() {
        backEnd.next(Reply.stream("model").delta("只有一半"));
        ask("问");

        assertThat(browser.text(".problem")).contains("中途断开");
        assertThat(browser.text(".prose")).isEqualTo("只有一半");
    }

    @Test
    void whatIsTypedSurvivesAReload() {
        browser.type("#question", "还没写完的问题");
        browser.reload();

        browser.until(
                "the draft",
                () -> browser.find("#question").getDomProperty("value").equals("还没写完的问题"));
    }

    @Test
    void aQuestionTheServerNeverTookSurvivesAReload() {
        backEnd.next(Reply.refused(503, "server_busy", "服务器正忙。", 0));
        ask("不能丢的问题");
        browser.find(".problem");
        browser.reload();

        browser.until(
                "the question",
                () -> browser.find("#question").getDomProperty("value").equals("不能丢的问题"));
    }

    @Test
    void theBannerClosesForGoodAndTheLabelOfEachAnswerStays() {
        assertThat(browser.text(".banner")).contains("未配置大模型：以下回答是知识库原文摘录，不是模型生成。");
        browser.click(".banner .link");
        browser.reload();
        ask("年假怎么算？");
        awaitAnswer();

        assertThat(browser.has(".banner")).isFalse();
        assertThat(browser.text(".answer .badge")).isEqualTo("摘录模式");
    }

    @Test
    void aModelsAnswerHasNoBannerAndNamesTheModel() {
        backEnd.about(MockBackEnd.models("deepseek-chat"));
        browser.reload();
        backEnd.next(Reply.stream("model").delta("好。").done());
        ask("问");
        awaitAnswer();

        assertThat(browser.has(".banner")).isFalse();
        assertThat(browser.text(".answer .badge")).isEqualTo("deepseek-chat");
    }

    @Test
    void theChosenModelIsAsked() {
        backEnd.about(MockBackEnd.models("deepseek-chat", "qwen2.5:7b"));
        browser.reload();
        browser.type(".model-picker select", "qwen");
        ask("年假怎么算？");
        awaitAnswer();

        assertThat(backEnd.questions().peek().path("model").asText()).isEqualTo("qwen2.5:7b");
    }

    @Test
    void aCitedNumberWithoutPassageIsLeftOutAndCounted() {
        backEnd.next(Reply.stream("model")
                .delta("甲[1]，乙[7]。")
                .citations(List.of(backEnd.knowledge().citation(1, "d-trial", "试用期为三个月", 0.9)))
                .done());
        ask("问");
        awaitAnswer();

        assertThat(browser.content(".prose")).isEqualTo("甲1，乙。");
        assertThat(browser.text(".sources")).contains("略去 1 个");
    }

    @Test
    void answeringAnewGoesPastTheCacheAndKeepsTheFirstAnswer() {
        ask("年假怎么算？");
        awaitAnswer();
        backEnd.next(
                Reply.stream("extractive").delta("“第二个回答”").citations(List.of()).done());
        browser.click(".regenerate");
        browser.until("the second answer", () -> browser.text(".prose").equals("“第二个回答”"));
        awaitAnswer();

        assertThat(backEnd.questions().stream()
                        .map(question -> question.at("/cache/no_cache").asBoolean()))
                .containsExactly(false, true);
        assertThat(browser.text(".versions")).contains("2 / 2");
        browser.click(".versions button:first-of-type");
        assertThat(browser.text(".prose")).contains("10 天带薪年假");
    }

    @Test
    void aQuestionIsEditedAndAskedAgain() {
        ask("年假怎么算？");
        awaitAnswer();
        browser.hover(".question");
        browser.click(".question .edit");
        browser.type("#edited", " 429？");
        browser.click(".edit-form .primary");
        browser.until("two turns", () -> browser.all("chat-turn").size() == 2);
        awaitAnswer();

        assertThat(backEnd.questions())
                .last()
                .extracting(question -> question.path("message").asText())
                .isEqualTo("年假怎么算？ 429？");
        assertThat(backEnd.questions())
                .last()
                .extracting(question -> question.path("conversation_id").asText())
                .isEqualTo("c-mock-1");
    }

    @Test
    void whoScrollsUpStaysThereAndIsToldOfMore() {
        var rest = new CountDownLatch(1);
        backEnd.next(Reply.stream("model")
                .delta("一行字。\n\n".repeat(60))
                .until(rest)
                .delta("最后一行。\n\n".repeat(20))
                .done());
        ask("写长一点");
        browser.until("the answer to be longer than the window", () -> scrolled("top") > 100 && scrolled("rest") < 3);
        browser.script("document.querySelector('.thread-box').scrollTop = 50");
        browser.until("the scroll to be noticed", () -> scrolled("top") == 50);
        rest.countDown();
        awaitAnswer();

        assertThat(scrolled("top")).isEqualTo(50);
        browser.click(".pill");
        browser.until("the end in view", () -> scrolled("rest") < 3);
    }

    private long scrolled(String what) {
        var script = what.equals("top") ? "return Math.round(document.querySelector('.thread-box').scrollTop)" : """
                  const box = document.querySelector('.thread-box');
                  return Math.round(box.scrollHeight - box.clientHeight - box.scrollTop);""";
        return (long) browser.script(script);
    }

    @Test
    void aRefusedKeyIsAskedForAndThenSentAsBearer() {
        backEnd.next(Reply.refused(401, "missing_api_key", "本服务器要求每个请求携带 API 密钥。", 0));
        ask("年假怎么算？");

        assertThat(browser.text("#key-reason")).contains("API 密钥");
        browser.press("sk-test-1", Keys.ENTER);
        browser.until("the dialog closes", () -> !browser.has("settings-dialog dialog[open]"));
        browser.click(".retry");
        awaitAnswer();

        assertThat(backEnd.requests()).last().asString().contains("Bearer sk-test-1");
        assertThat(browser.script("return localStorage.getItem('steward.key')")).isNull();
    }

    @Test
    void whoWasNotLetInBySingleSignOnReadsWhyWhereTheySignIn() {
        browser.open(base().resolve("?sign-in=expired"));
        assertThat(browser.text("sign-in-dialog .reason")).contains("十分钟");
        assertThat(browser.script("return location.search")).isEqualTo("");
        browser.press(Keys.ESCAPE);
    }

    @Test
    void whoMustSignInDoesSoHereAndEveryChangeRepeatsTheTokenOfTheSession() {
        backEnd.about(MockBackEnd.extractive().replace("\"auth_required\":false", "\"auth_required\":true"));
        backEnd.console().locked();
        browser.reload();
        browser.find("sign-in-dialog dialog[open]");
        browser.type("#username", "anna");
        browser.type("#password", "correct horse battery staple");
        browser.press(Keys.ENTER);
        browser.until("the dialog closes", () -> !browser.has("sign-in-dialog dialog[open]"));
        ask("年假怎么算？");
        awaitAnswer();

        assertThat(backEnd.requests())
                .filteredOn(request -> request.contains("POST") && request.contains("/api/chat"))
                .singleElement()
                .asString()
                .endsWith(" null csrf-2");
        browser.click("page-switches button:last-child");
        assertThat(browser.text("settings-dialog")).contains("已登录");
        browser.click("settings-dialog .account");
        browser.find("sign-in-dialog dialog[open]");
    }

    @Test
    void onlyStartAndEndAreAnnounced() {
        var rest = new CountDownLatch(1);
        backEnd.next(Reply.stream("model").delta("一").until(rest).delta("二").done());
        ask("问");
        browser.find(".prose p");

        assertThat(announced()).isEqualTo("正在回答");
        rest.countDown();
        awaitAnswer();
        assertThat(announced()).isEqualTo("回答完毕");
        assertThat(browser.has("[aria-live] answer-text, [role=status] answer-text"))
                .isFalse();
    }

    private Object announced() {
        return browser.script("return document.querySelector('chat-page > [aria-live]').textContent");
    }

    @Test
    void aConversationIsOpenedFromTheHistoryAndFromItsAddress() {
        browser.click("a[href='#/c/c-2']");

        assertThat(browser.text(".question h2")).endsWith("429 怎么办？");
        browser.reload();
        assertThat(browser.text(".question h2")).endsWith("429 怎么办？");
    }

    @Test
    void aConversationIsRenamed() {
        openMenuOf("c-1");
        browser.click("#menu-c-1 button:nth-child(1)");
        browser.type(".rename", "假期", Keys.ENTER);

        browser.until("the new name", () -> browser.text("a[href='#/c/c-1']").equals("假期"));
        assertThat(backEnd.requests()).anyMatch(request -> request.startsWith("PATCH /steward/api/conversations/c-1"));
    }

    @Test
    void aDeletedConversationIsBroughtBackWithinTenSeconds() {
        openMenuOf("c-1");
        browser.click("#menu-c-1 .danger");
        browser.until("it is gone", () -> !browser.has("a[href='#/c/c-1']"));
        browser.click(".toast .link");

        browser.find("a[href='#/c/c-1']");
        assertThat(backEnd.requests()).noneMatch(request -> request.startsWith("DELETE"));
    }

    @Test
    void aDeletedConversationIsGoneOnTheServerOnceThePageIsLeft() {
        openMenuOf("c-1");
        browser.click("#menu-c-1 .danger");
        browser.find(".toast");
        browser.reload();

        browser.until(
                "the server is told",
                () -> backEnd.requests().stream()
                        .anyMatch(request -> request.startsWith("DELETE /steward/api/conversations/c-1")));
    }

    private void openMenuOf(String id) {
        browser.hover("a[href='#/c/" + id + "']");
        browser.click("[popovertarget=menu-" + id + "]");
    }

    @Test
    void theHistoryIsSearchedByTitle() {
        browser.type(".history input[type=search]", "BACKUP");

        browser.until("one of them", () -> browser.all(".history .item").size() == 1);
        assertThat(browser.text(".history .item")).isEqualTo("How do I restore a backup?");
    }

    @Test
    void aPastedDocumentIsAddedAndFound() {
        browser.click(".composer-foot .icon-button");
        browser.type("#title", "差旅标准");
        browser.type("#content", "住宿每晚不超过 500 元。差旅标准另附。");
        browser.click("add-document .primary");

        assertThat(browser.text("add-document .done")).contains("差旅标准", "3 段");
        browser.click("add-document .primary");
        assertThat(browser.text(".result mark")).isEqualTo("差旅标准");
    }

    @Test
    void aFileIsAdded() throws IOException {
        var file = Files.writeString(Files.createTempFile("差旅-", ".md"), "# 差旅标准");
        browser.click(".composer-foot .icon-button");
        browser.all("add-document input[type=file]").get(0).sendKeys(file.toString());
        browser.until(
                "its name as the title",
                () -> browser.find("#title").getDomProperty("value").startsWith("差旅-"));
        browser.click("add-document .primary");

        assertThat(browser.text("add-document .done")).contains("差旅-");
        assertThat(backEnd.requests()).anyMatch(request -> request.startsWith("POST /steward/api/knowledge/add"));
    }

    @Test
    void aFileOfAKindThatCannotBeReadIsRefusedAtOnce() throws IOException {
        var file = Files.createTempFile("picture", ".png");
        browser.click(".composer-foot .icon-button");
        browser.all("add-document input[type=file]").get(0).sendKeys(file.toString());

        assertThat(browser.text("add-document .reason")).contains(".png", ".md");
    }

    @Test
    void aConversationIsSavedAsAFile() {
        browser.command("Browser.setDownloadBehavior", Map.of("behavior", "deny"));
        openMenuOf("c-1");
        browser.click("#menu-c-1 button:nth-child(2)");

        browser.until(
                "the server is asked for it",
                () -> backEnd.requests().stream()
                        .anyMatch(request -> request.startsWith("GET /steward/api/conversations/c-1/export")));
    }

    @Test
    void theCardBesideANumberLeavesWithIt() {
        ask("年假怎么算？");
        awaitAnswer();
        browser.hover(".cite");
        browser.find("passage-peek .peek-words");
        browser.type("#question", Keys.chord(Keys.CONTROL, "k"));

        browser.until("the card to leave", () -> !browser.has("passage-peek:popover-open"));
    }

    @Test
    void whatIsAboutTheConversationIsInTheWindowsTitle() {
        browser.click("a[href='#/c/c-2']");

        browser.until("the title", () -> browser.script("return document.title").equals("429 怎么办？ · Steward"));
    }

    @Test
    void ofALongDocumentThePartAroundThePassageIsShownFirst() {
        backEnd.knowledge().add("long", "长文", "前文。".repeat(20_000) + "正是这句。" + "后文。".repeat(20_000));
        backEnd.next(Reply.stream("extractive")
                .delta("“正是这句。”[1]")
                .citations(List.of(backEnd.knowledge().citation(1, "long", "正是这句。", 0.9)))
                .done());
        ask("问");
        awaitAnswer();
        browser.click(".cite");

        assertThat(browser.text(".document-text mark")).isEqualTo("正是这句。");
        assertThat(browser.content(".document-text")).hasSizeLessThan(50_000);
        browser.click(".document-box .button");
        browser.until("all of it", () -> browser.content(".document-text").length() > 120_000);
        browser.until("the passage in view", () -> isInView(".document-text mark"));
    }

    @Test
    void afterAStopTheNextQuestionCarriesWhatTheServerDidNotKeep() {
        endless("写到一半");
        ask("写一篇长文");
        browser.find(".prose p");
        browser.click(".button.stop");
        browser.find(".stopped");
        ask("年假怎么算？");
        awaitAnswer();

        assertThat(backEnd.questions()).last().asString().contains("写一篇长文", "写到一半", "年假怎么算？");
    }

    @Test
    void afterAStopTheConversationGoesOnWhereTheServerHasKeptIt() {
        stopped("写到一半");
        ask("接着说");
        awaitAnswer();

        assertThat(backEnd.questions())
                .last()
                .extracting(
                        question -> question.path("message").asText(),
                        question -> question.path("conversation_id").asText())
                .containsExactly("接着说", "c-stopped");
    }

    @Test
    void whatWasStoppedBeforeItsFirstWordOpensNoConversation() {
        stopped("");
        ask("接着说");
        awaitAnswer();

        assertThat(backEnd.questions())
                .last()
                .extracting(question -> question.has("conversation_id"))
                .isEqualTo(false);
    }

    private void stopped(String written) {
        var reply = Reply.stream("model").event("meta", Map.of("mode", "model", "conversation_id", "c-stopped"));
        backEnd.next((written.isEmpty() ? reply : reply.delta(written)).until(new CountDownLatch(1)));
        ask("写一篇长文");
        browser.find(written.isEmpty() ? ".answer.is-streaming" : ".prose p");
        browser.click(".button.stop");
        browser.find(".stopped");
    }

    @Test
    void theNumbersAreButtonsWhileTheAnswerIsStillWritten() {
        var rest = new CountDownLatch(1);
        var passage = backEnd.knowledge().citation(1, "d-trial", "试用期为三个月", 0.9);
        var meta = Map.of("mode", "model", "model", "m", "passages", List.of(passage));
        backEnd.next(Reply.stream("model")
                .event("meta", meta)
                .delta("甲[1]")
                .until(rest)
                .delta("，乙")
                .citations(List.of(passage))
                .done());
        ask("问");
        browser.find(".is-streaming .cite");

        rest.countDown();
        awaitAnswer();
        assertThat(browser.content(".prose")).isEqualTo("甲1，乙");
    }
}
