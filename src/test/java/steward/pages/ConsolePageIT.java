package steward.pages;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/** The console before a back end that answers as told, at a context root of its own. */
class ConsolePageIT extends PageTest {
    private MockBackEnd backEnd;

    @BeforeAll
    void startBackEnd() throws IOException {
        backEnd = new MockBackEnd(0, "/steward/");
    }

    @AfterAll
    void stopBackEnd() {
        backEnd.close();
    }

    @Override
    URI base() {
        return backEnd.base();
    }

    @BeforeEach
    @Override
    void openChat() {
        backEnd.reset();
        browser.size(1280, 800);
        browser.systemColours("light");
        browser.openFresh(base().resolve("admin/"));
    }

    private MockConsole console() {
        return backEnd.console();
    }

    private void go(String place) {
        browser.script("location.hash = arguments[0]", "#/" + place);
    }

    @Test
    void theFirstPageSaysWhetherAllIsWellAndHowMuchIsGoingOn() {
        assertThat(browser.text(".verdict")).startsWith("一切正常。");
        assertThat(browser.text(".cards")).contains("7 / 20").contains("62%");
        assertThat(browser.text("main")).contains("2 / 30").contains("等待过 4 次，拒绝 0 次");
        assertThat(browser.text(".list")).contains("deepseek-chat").contains("熔断");
        assertThat(browser.all(".line svg")).hasSize(4);
        browser.screenshot("console-overview");
    }

    @Test
    void aNewServersFirstStepsAreListedUntilTheyAreDoneOrPutAway() {
        console().change("GET api/keys", "/items", "[]");
        browser.reload();
        assertThat(browser.text(".steps")).contains("创建 API 密钥");
        assertThat(browser.text(".steps .done")).contains("管理员");
        browser.click(".steps > .link");
        browser.reload();

        browser.find(".cards");
        assertThat(browser.has(".steps")).isFalse();
    }

    @Test
    void whatIsWrongIsSaidInASentence() {
        console().change("GET admin/api/overview", "/health", """
                {"status":"DOWN","degradation":"database_unavailable","checks":[{"name":"database","status":"DOWN"}]}""");
        browser.reload();

        assertThat(browser.text(".verdict.bad")).contains("数据库连接不上").contains("未通过：数据库");
    }

    @Test
    void whatIsDownIsNamedWithWhomItHitsAndItsRemedy() {
        console().answer("GET health", 503, """
                {"status":"DOWN","checks":[{"name":"database","status":"DOWN","data":{"error":"connection refused"}}]}""");
        go("health");

        assertThat(browser.text(".list"))
                .contains("connection refused")
                .contains("检查 DATABASE_URL")
                .contains("DOWN");
    }

    @Test
    void thePlacesAreThoseThatTheServerHas() {
        browser.find(".places");
        assertThat(browser.text(".places")).contains("总览").contains("知识库").contains("缓存");

        console().without("api/cache");
        browser.reload();
        browser.find(".places");
        assertThat(browser.text(".places")).doesNotContain("缓存");
    }

    @Test
    void whoeverIsNotKnownIsAskedWhoTheyAre() {
        console().locked();
        browser.reload();
        browser.type("#username", "lin");
        browser.type("#password", "correct horse battery");
        console().reset();
        browser.press(Keys.ENTER);

        assertThat(browser.text(".who")).isEqualTo("lin");
        var login = console().calls().element();
        assertThat(login.path()).isEqualTo("api/auth/login");
        assertThat(login.body().path("session").asBoolean()).isTrue();
    }

    @Test
    void aWrongPasswordIsToldWhereItWasTyped() {
        console().locked();
        console().refuse("POST api/auth/login", 401, "invalid_credentials", "用户名或密码不对。");
        browser.reload();
        browser.type("#username", "lin");
        browser.type("#password", "wrong");
        browser.press(Keys.ENTER);

        assertThat(browser.text(".sign-in .problem")).contains("用户名或密码不对。");
    }

    @Test
    void aKeyIsEnoughToSignInAndLastsAsLongAsTheTab() {
        console().locked();
        browser.reload();
        browser.click(".sign-in .link");
        browser.type("#api-key", "sk-operator-0123456789");
        console().reset();
        console().refuse("GET api/auth/me", 401, "missing_api_key", "…");
        console().refuse("POST api/auth/refresh", 401, "invalid_credentials", "…");
        browser.press(Keys.ENTER);

        browser.find(".verdict");
        assertThat(backEnd.requests())
                .anyMatch(request ->
                        request.startsWith("GET /steward/admin/api/overview Bearer sk-operator-0123456789 "));
        assertThat(browser.script("return localStorage.getItem('steward.key')")).isNull();
    }

    @Test
    void theFirstAdministratorIsMadeWithTheTokenOfTheLink() {
        browser.open(base().resolve("admin/#/setup?token=Q7abc"));
        assertThat(browser.find("#setup-token").getDomProperty("value")).isEqualTo("Q7abc");
        browser.type("#password", "correct horse battery");
        browser.type("#repeated", "correct horse");
        browser.press(Keys.ENTER);
        assertThat(browser.text(".sign-in .reason")).isEqualTo("两次输入的密码不一样。");
        browser.type("#repeated", " battery");
        browser.press(Keys.ENTER);

        browser.find(".verdict");
        var made = console().calls().element();
        assertThat(made.path()).isEqualTo("api/auth/setup");
        assertThat(made.body().path("token").asText()).isEqualTo("Q7abc");
        assertThat(browser.script("return location.hash")).isEqualTo("#/");
    }

    @Test
    void whoWasNotLetInBySingleSignOnReadsWhyOnceAndNothingElseOfTheAddress() {
        browser.open(base().resolve("admin/?sign-in=declined#/cache"));
        assertThat(browser.text(".sign-in .reason")).startsWith("单点登录未通过");
        assertThat(browser.script("return location.search + location.hash")).isEqualTo("#/cache");

        browser.reload();
        assertThat(browser.text("h1")).isEqualTo("缓存");
        browser.open(base().resolve("admin/?sign-in=%3Cimg%20src=x%3E&to=https://evil.example"));
        assertThat(browser.text(".verdict")).startsWith("一切正常。");
        assertThat(browser.script("return location.search")).isEqualTo("");
    }

    @Test
    void whoMayNotIsToldSoAndCanSignInAsSomebodyElse() {
        console().locked();
        browser.reload();
        browser.click(".sign-in .link");
        browser.type("#api-key", "sk-chat-only-0123456789");
        console().refuse("GET admin/api/overview", 403, "forbidden", "您的角色不能查看这里。");
        console().refuse("GET api/auth/me", 403, "forbidden", "您的角色不能查看这里。");
        browser.press(Keys.ENTER);

        assertThat(browser.text(".problem")).contains("您的角色不能查看这里。");
        browser.click("main .button");
        assertThat(browser.text(".sign-in h1")).isEqualTo("登录控制台");
    }

    @Test
    void aSessionThatIsOverAsksAgainAndKeepsThePlace() {
        go("config");
        browser.find(".list");
        console().locked();
        console().refuse("GET api/metrics", 401, "missing_api_key", "…");
        go("cache");

        assertThat(browser.text(".sign-in .reason")).isEqualTo("登录已失效，请重新登录。");
        assertThat(browser.script("return location.hash")).isEqualTo("#/cache");
    }

    @Test
    void everyChangeRepeatsTheTokenOfTheSession() {
        go("cache");
        browser.click(".view-head .danger");
        browser.click("form-dialog .button.danger");

        assertThat(browser.text(".form-done")).isEqualTo("已删除 45 条（1 个实例）。");
        assertThat(console().calls().element().csrf()).isEqualTo("csrf-1");
    }

    @Test
    void aSettingIsFoundByItsNameAndSaysWhereItsValueCameFrom() {
        go("config");
        browser.type("input[type=search]", "ttl");

        browser.until("one setting", () -> browser.all(".list tbody tr").size() == 1);
        assertThat(browser.text(".list tbody")).contains("600").contains("环境变量 CACHE_TTL_SECONDS");
        assertThat(browser.text(".verdict.warn")).contains("CORS_ORIGINS");
        browser.screenshot("console-config");
    }

    @Test
    void aValueThatTheSizeOfTheMachineGivesSaysSoAndWhatItIsWithoutOne() {
        go("config?q=max_concurrent");

        assertThat(browser.text(".list tbody"))
                .contains("20")
                .contains("STEWARD_SIZE=medium 的预设")
                .contains("10");
        browser.click("input[type=checkbox]");
        browser.until("nothing, as nobody has set it", () -> browser.has(".empty"));
    }

    @Test
    void theBenchExplainsWhyADocumentIsNotFound() {
        go("knowledge/bench?expect=d-trial");
        browser.type("input[name=q]", "年假怎么算");
        browser.press(Keys.ENTER);

        assertThat(browser.text(".verdict.warn")).contains("排在第 7");
        assertThat(browser.text(".list mark")).isEqualTo("年假");
        browser.screenshot("console-bench");
    }

    @Test
    void aDocumentIsShownWithItsPassagesAndDeletedInTheVersionSeen() {
        go("knowledge");
        browser.find(".list");
        browser.screenshot("console-knowledge");
        browser.click(".list a");
        assertThat(browser.text(".passages")).contains("逾期作废");
        browser.click(".view-head .danger");
        browser.click("form-dialog .button.danger");

        browser.until("the list", () -> browser.script("return location.hash").equals("#/knowledge"));
        assertThat(console().calls().element().method()).isEqualTo("DELETE");
    }

    @Test
    void oneSeesWhereOneIsSignedInAndEndsTheRest() {
        go("sessions");
        browser.find(".list");
        assertThat(browser.text(".list")).contains("203.0.113.7").contains("<img src=x onerror=alert(1)>");
        assertThat(browser.all(".list .chip")).hasSize(1);
        browser.screenshot("console-sessions");
        browser.click("tr:nth-child(2) .button");
        assertThat(browser.text(".toast")).isEqualTo("已退出该登录。");
        assertThat(console().calls().element().path()).isEqualTo("api/auth/sessions/se2");
        browser.click(".view-head .danger");
        browser.click("form-dialog .button.danger");
        browser.until("an answer", () -> console().calls().size() == 2);
        assertThat(console().calls()).last().satisfies(call -> {
            assertThat(call.method() + " " + call.path()).isEqualTo("DELETE api/auth/sessions");
            assertThat(call.csrf()).isNotBlank();
        });
    }

    @Test
    void tenMinutesAfterTheSignInThePasswordIsAskedForBeforeAnotherSessionEnds() {
        console().change("GET api/auth/sessions", "/confirm", "\"password\"");
        go("sessions");
        browser.click("tr:nth-child(2) .button");
        browser.type("form-dialog input[type=password]", " ein Paßwort ");
        browser.screenshot("console-sessions-password");
        browser.click("form-dialog .button.danger");
        browser.until("an answer", () -> console().calls().size() == 2);
        assertThat(console().calls())
                .extracting(call -> call.method() + " " + call.path())
                .containsExactly("POST api/auth/confirm", "DELETE api/auth/sessions/se2");
        assertThat(console().calls().element().body().path("password").asText()).isEqualTo(" ein Paßwort ");
        assertThat(console().calls().element().csrf()).isNotBlank();
    }

    @Test
    void aWrongPasswordEndsNoSessionAndSaysSo() {
        console().change("GET api/auth/sessions", "/confirm", "\"password\"");
        console().refuse("POST api/auth/confirm", 401, "invalid_credentials", "密码不正确。");
        go("sessions");
        browser.click(".view-head .danger");
        browser.type("form-dialog input[type=password]", "wrong");
        browser.click("form-dialog .button.danger");
        assertThat(browser.text("form-dialog problem-card")).contains("密码不正确。");
        assertThat(console().calls()).hasSize(1);
    }

    @Test
    void whoHasNoPasswordHereIsSentToSignInAgain() {
        console().change("GET api/auth/sessions", "/confirm", "\"sign_in\"");
        go("sessions");
        browser.click("tr:nth-child(2) .button");
        assertThat(browser.text("form-dialog")).contains("重新登录");
        assertThat(browser.all("form-dialog input")).isEmpty();
        browser.click("form-dialog .primary");
        browser.until(
                "the way there",
                () -> browser.script("return location.pathname").toString().endsWith("/api/auth/oidc/start"));
    }

    @Test
    void anAdministratorSignsAUserOutEverywhere() {
        go("users");
        browser.click("tr:nth-child(2) .actions .button:nth-of-type(3)");
        browser.click("form-dialog .primary");
        browser.until("an answer", () -> console().calls().size() == 1);
        assertThat(console().calls().element().path()).isEqualTo("api/users/u2/sessions");
    }

    @Test
    void everyTaskSaysHowItGoesOrWhyItWaits() {
        go("tasks");

        assertThat(browser.text(".list"))
                .contains("1,034 / 1,570")
                .contains("upstream_timeout")
                .contains("没有可用的工作实例");
        assertThat(browser.text(".queues")).contains("最久已等 95");
        browser.screenshot("console-tasks");
    }

    @Test
    void aDeadTaskIsShownWithItsRunsAndSentAgain() {
        go("tasks?status=dead");
        browser.click("tr:nth-child(2) a");
        assertThat(browser.text(".list")).contains("实例失联").contains("server-2");
        assertThat(browser.text(".log")).contains("no answer in 30 s");
        browser.screenshot("console-task");
        browser.click(".view-head .button");

        assertThat(browser.text(".toast")).isEqualTo("已放回队列。");
        assertThat(console().calls().element().path()).endsWith("/retry");
    }

    @Test
    void aTasksProgressIsShownAsItComes() {
        console().answer("GET api/tasks/t9", 200, """
                {"id":"t9","type":"knowledge.import","status":"running","attempt":1,"failures":0,"max_retries":3,
                 "payload":{"files":1570},"created_at":"2026-11-21T11:00:00Z"}""");
        console().answer("GET api/tasks/t9/events", 200, """
                event: progress
                data: {"state":"running","done":1500,"total":1570,"message":"indexing · 手册.docx"}

                """);
        go("tasks/t9");

        browser.until("the progress", () -> browser.text("main").contains("1,500 / 1,570"));
        assertThat(browser.text("main")).contains("indexing · 手册.docx");
    }

    @Test
    void theFirstPagesNumbersComeByThemselves() {
        console().answer("GET api/events", 200, """
                event: event
                data: {"topic":"metrics","total_requests":1700,"detail":{"server_id":"server-1",\
                "gate":{"running":9,"waiting":0,"limit":20,"refused":1},"limiter":{},"cache":{},"models":{"routes":[]}}}

                """);
        browser.reload();

        browser.until("the numbers", () -> browser.text(".cards").contains("9 / 20"));
        assertThat(browser.text(".cards")).contains("1,700");
    }

    @Test
    void filesAreImportedByATaskWhichTellsWhatBecameOfEach() throws IOException {
        console().answer("POST api/knowledge/upload", 202, """
                {"task_id":"i1","status":"queued","files":2}""");
        console().answer("GET api/tasks/i1", 200, """
                {"id":"i1","type":"knowledge.import","status":"succeeded","payload":{"files":2}}""");
        console().answer("GET api/knowledge/upload/i1", 200, """
                {"task_id":"i1","files":[
                  {"name":"手册.txt","status":"imported","document_id":"d-handbook","chunks":3},
                  {"name":"扫描.pdf","status":"failed","cause":{"code":"file_scanned","detail":"扫描版 PDF，没有文字层。"}}]}""");
        console().answer("POST api/knowledge/upload/i1/retry", 202, """
                {"task_id":"i2","status":"queued"}""");
        console().answer("GET api/tasks/i2", 200, """
                {"id":"i2","type":"knowledge.import","status":"running","payload":{"files":1}}""");
        console().answer("GET api/knowledge/upload/i2", 200, """
                {"task_id":"i2","files":[{"name":"扫描.pdf","status":"waiting"}]}""");
        go("knowledge");
        browser.find("knowledge-upload");
        browser.all("knowledge-upload input[type=file]").get(0).sendKeys(file("手册.txt") + "\n" + file("扫描.pdf"));

        browser.until("the outcome", () -> browser.text("import-progress").contains("扫描版 PDF"));
        assertThat(browser.text("import-progress")).contains("2/2，失败 1").contains("3 段");
        browser.screenshot("console-import");
        browser.click("import-progress .button");
        browser.until("the retry", () -> browser.text("import-progress").contains("0/1"));
        assertThat(console().calls().stream().map(MockConsole.Call::path))
                .containsExactly("api/knowledge/upload", "api/knowledge/upload/i1/retry");
    }

    @Test
    void aCollectionNamesItsReaders() {
        go("knowledge/collections");
        assertThat(browser.text(".list")).contains("所有人").contains("客服部");
        browser.click("tr:nth-child(2) .actions .button");
        browser.click("form-dialog input[value='user:u1']");
        browser.click("form-dialog .primary");

        browser.until("the dialog to close", () -> !browser.has("dialog[open]"));
        var asked = console().calls().element();
        assertThat(asked.path()).isEqualTo("api/knowledge/collections/c2/access");
        assertThat(asked.body().path("readers")).hasToString("[\"user:u1\",\"team:t1\"]");
    }

    @Test
    void filesThatAreTooLargeTogetherAreSentOneByOne() throws IOException {
        console().refuse("POST api/knowledge/upload", 413, "document_too_large", "上限 50 MB。");
        go("knowledge");
        browser.find("knowledge-upload");
        browser.all("knowledge-upload input[type=file]").get(0).sendKeys(file("a.txt") + "\n" + file("b.txt"));

        browser.until("both refused", () -> browser.text(".uploads").contains("失败 2"));
        assertThat(browser.text(".uploads li")).contains("上限 50 MB。");
        assertThat(console().calls()).hasSize(3);
    }

    private static Path file(String name) throws IOException {
        return Files.writeString(Files.createTempDirectory("console").resolve(name), "年假");
    }

    @Test
    void aQueueIsEmptiedOnlyByWhoTypesItsName() {
        go("tasks");
        browser.click(".queue .danger");
        assertThat(browser.find("form-dialog .button.danger").isEnabled()).isFalse();
        browser.type("form-dialog input", "standard_tasks");
        browser.click("form-dialog .button.danger");

        assertThat(browser.text(".form-done")).isEqualTo("已取消 13 个任务。");
        assertThat(console().calls().element().path()).isEqualTo("api/queues/standard_tasks/purge");
    }

    @Test
    void aRefusalIsToldInTheDialogAndNothingIsLost() {
        console().refuse("POST api/tasks", 404, "not_found", "没有这个任务类型。");
        go("tasks");
        browser.click(".view-head .button");
        browser.type("#field-delay_s", "30");
        browser.press(Keys.ENTER);

        assertThat(browser.text("form-dialog .problem")).contains("没有这个任务类型。");
        assertThat(browser.find("#field-delay_s").getDomProperty("value")).isEqualTo("30");
        assertThat(console().calls().element().body().path("delay_s").asInt()).isEqualTo(30);
    }

    @Test
    void aKeyIsShownOnceWithReadySnippets() {
        go("keys");
        browser.click(".view-head .button");
        browser.type("#field-name", "crm-test");
        browser.type("#field-models", "deepseek-chat, qwen");
        browser.type("#field-rpm", "60");
        browser.click("form-dialog input[value=tasks]");
        browser.click("form-dialog .primary");

        assertThat(browser.text(".secret")).isEqualTo("sk-stw-abcdefghijklmnop-7F2c");
        assertThat(browser.text("form-dialog pre")).contains("Bearer sk-stw-abcdefghijklmnop-7F2c");
        var asked = console().calls().element().body();
        assertThat(asked.path("scopes")).hasToString("[\"chat\",\"search\",\"tasks\"]");
        assertThat(asked.path("models")).hasToString("[\"deepseek-chat\",\"qwen\"]");
        assertThat(asked.path("rpm").asInt()).isEqualTo(60);
        browser.screenshot("console-key");
        browser.click("form-dialog .row > .primary");
        assertThat(browser.has(".secret")).isFalse();
    }

    @Test
    void aScheduleIsEditedWithItsNextFiveTimesInView() {
        go("schedules");
        browser.click(".view-head .button");
        browser.type("#field-name", "周报");
        browser.until("the preview", () -> browser.text("cron-preview").contains("每周一 08:00"));
        assertThat(browser.all("cron-preview li")).hasSize(5);
        browser.screenshot("console-schedule");
        browser.click("form-dialog .primary");

        browser.until("the dialog to close", () -> !browser.has("dialog[open]"));
        assertThat(console().calls())
                .anyMatch(call -> call.path().equals("api/schedules")
                        && call.body().path("overlap").asText().equals("skip")
                        && call.body().path("enabled").asBoolean());
    }

    @Test
    void aUserIsMadeWithARoleAndLimits() {
        go("users");
        assertThat(browser.text(".list")).contains("客服部").contains("已停用");
        browser.click(".view-head .button");
        browser.type("#field-username", "chen");
        browser.type("#field-password", "correct horse battery");
        browser.type("#field-tpm", "1000");
        browser.click("form-dialog .primary");

        browser.until("the dialog to close", () -> !browser.has("dialog[open]"));
        var asked = console().calls().element().body();
        assertThat(asked.path("role").asText()).isEqualTo("viewer");
        assertThat(asked.path("tpm").asInt()).isEqualTo(1000);
        assertThat(asked.path("rpm").isNull()).isTrue();
    }

    @Test
    void aTeamLosesAMember() {
        go("teams/t1");
        browser.click(".list .button");

        browser.until("the request", () -> !console().calls().isEmpty());
        assertThat(console().calls().element().path()).isEqualTo("api/teams/t1/members/u2");
    }

    @Test
    void usageIsAddedUpAndShownAgainstItsBudget() {
        go("usage");

        assertThat(browser.text(".cards")).contains("4,200").contains("CNY");
        assertThat(browser.text("main")).contains("62%");
        browser.screenshot("console-usage");
    }

    @Test
    void theAuditSaysWhoDidWhat() {
        go("audit");

        assertThat(browser.text(".list"))
                .contains("key.created")
                .contains("rpm – → 60")
                .contains("crm-prod …7F2c")
                .contains("被拒绝")
                .contains("10.0.3.8");
    }

    @Test
    void theAuditSaysWhetherAnybodyTouchedIt() {
        go("audit");
        browser.click(".view-head .button");
        browser.click("form-dialog .primary");

        assertThat(browser.text(".form-done")).contains("完好：2 条记录").contains("5f70bf18");
    }

    @Test
    void theBackupsSayWhereTheLastGoodOneIsAndWhichAreNot() {
        go("backups");

        assertThat(browser.text(".verdict")).startsWith("有完好的备份。");
        assertThat(browser.text(".facts"))
                .contains("/var/backups/steward/backup_20261121.dump")
                .contains("每天 03:00")
                .contains("30 天");
        assertThat(browser.text(".list"))
                .contains("校验和不符")
                .contains("尚未通读")
                .contains("没有校验和")
                .contains("内嵌数据库")
                .contains("7 MB");
        browser.screenshot("console-backups");
    }

    @Test
    void aBackupIsMadeNowAndItsTaskIsShown() {
        go("backups");
        browser.find(".verdict");
        console().change("GET api/tasks", "/items", """
                [{"id":"t9","type":"backup","queue":"standard_tasks","status":"running","created_at":"2026-11-21T11:00:00Z"}]""");
        browser.click(".view-head .button");

        assertThat(browser.text("main [role=status] a[href='#/tasks/t9']")).isEqualTo("查看任务");
        assertThat(console().calls().element().path()).isEqualTo("admin/api/backups");
        assertThat(browser.find(".view-head .button").isEnabled()).isFalse();
    }

    @Test
    void aBackupIsReadAgainAndTheOutcomeIsSaid() {
        go("backups");
        browser.click("tr[data-key='backup_20261120.dump'] .actions .button");

        browser.until("the outcome", () -> browser.text("toast-corner").contains("backup_20261120.dump 完好。"));
        assertThat(console().calls().element().path()).isEqualTo("admin/api/backups/backup_20261120.dump/verify");
    }

    @Test
    void whereTheLastGoodBackupIsTooOldOrNoneIsScheduledThatIsSaidWithTheWayOut() {
        console().change("GET admin/api/backups", "/late", "true");
        console().change("GET admin/api/backups", "/scheduled", "false");
        console().change("GET api/schedules", "/items/2/enabled", "false");
        console().change("GET api/schedules/s3/runs", "/items/0/status", "\"dead\"");
        console().change("GET api/tasks", "/items", """
                [{"id":"t9","type":"backup","status":"dead","created_at":"2026-11-21T11:00:00Z",
                  "error":{"code":"tool_missing","message":"pg_dump is not in the PATH"}}]""");
        go("backups");
        browser.find("main .facts");

        assertThat(browser.text("main")).contains("太旧").contains("没有定时备份。").contains("pg_dump is not in the PATH");
        assertThat(browser.text("main .facts .bad")).isEqualTo("失败");
        browser.screenshot("console-backups-late");
        browser.click(".verdict .button");
        browser.until("the schedule to be turned on", () -> !console().calls().isEmpty());
        var asked = console().calls().element();
        assertThat(asked.path()).isEqualTo("api/schedules/s3");
        assertThat(asked.body().path("enabled").asBoolean()).isTrue();
        assertThat(asked.body().path("cron").asText()).isEqualTo("0 3 * * *");
    }

    @Test
    void withoutABackupTheWayToTheFirstIsShownAndARefusalIsToldWithoutHidingIt() {
        console().answer("GET admin/api/backups", 200, """
                {"server_id":"server-1","folder":"/app/data/backups","keep_days":30,"items":[],"scheduled":true,"late":false}""");
        console().refuse("POST admin/api/backups", 507, "disk_full", "磁盘已满。");
        go("backups");
        assertThat(browser.text(".verdict.bad")).contains("这里没有完好的备份。");
        assertThat(browser.text(".empty")).isEqualTo("还没有备份。");
        browser.click(".view-head .button");
        browser.until("the refusal", () -> browser.text("toast-corner").contains("磁盘已满。"));

        console().refuse("GET admin/api/backups", 503, "database_unavailable", "数据库连接不上。");
        go("tasks");
        browser.find(".queues");
        go("backups");
        assertThat(browser.text("main problem-card")).contains("数据库连接不上。");
    }

    @Test
    void aBudgetIsSetForATeamKeyOrUser() {
        go("usage/budgets");
        assertThat(browser.text(".list"))
                .contains("客服部")
                .contains("1,436,000 / 50,000,000")
                .contains("5.74 / 200 CNY");
        assertThat(browser.all(".list progress")).hasSize(2);
        browser.click(".view-head .button");
        browser.type("#field-monthly_tokens", "1000");
        browser.click("form-dialog .primary");

        browser.until("the dialog to close", () -> !browser.has("dialog[open]"));
        var asked = console().calls().element();
        assertThat(asked.path()).isEqualTo("api/budgets/user:u1");
        assertThat(asked.body().path("monthly_tokens").asInt()).isEqualTo(1000);
        assertThat(asked.body().path("daily_cost").asInt()).isZero();
    }

    @Test
    void anInstanceIsDrainedOnlyByWhoTypesItsName() {
        go("instances");
        assertThat(browser.text(".list")).contains("失联").contains("配置与本实例不同").contains("3 / 30");
        browser.click(".list .danger");
        browser.type("form-dialog input", "server-1");
        browser.click("form-dialog .button.danger");

        assertThat(browser.text(".form-done")).isEqualTo("正在排空，还有 4 个请求。");
    }

    @Test
    void anAdministratorHasAllInstancesLogMoreForAWhile() {
        go("instances");
        browser.find("log-level .chip"); // it has been read
        assertThat(browser.text("log-level")).contains("INFO").contains("与 LOG_LEVEL 一致");
        browser.click("log-level .button");
        browser.find("#field-minutes").clear();
        browser.type("#field-minutes", "15");
        console().change("GET admin/api/logs/level", "/level", "\"DEBUG\"");
        console().change("GET admin/api/logs/level", "/until", "\"2099-01-01T00:00:00Z\"");
        browser.click("form-dialog .primary");
        assertThat(browser.text(".form-done")).startsWith("所有实例现在从 DEBUG 起记录，直到 ");
        browser.click("form-dialog .row > .primary");

        var asked = console().calls().element();
        assertThat(asked.path()).isEqualTo("admin/api/logs/level");
        assertThat(asked.body().toString()).isEqualTo("{\"level\":\"DEBUG\",\"minutes\":15}");
        browser.until("the new level", () -> browser.text("log-level .chip").equals("DEBUG"));
        browser.screenshot("console-log-level");
        browser.click("log-level .button:nth-of-type(2)");
        browser.until("the way back", () -> console().calls().size() == 2);
        assertThat(console().calls())
                .last()
                .extracting(MockConsole.Call::method)
                .isEqualTo("DELETE");
    }

    @Test
    void aLevelThatTheServerRefusesIsToldInTheDialog() {
        console().refuse("PUT admin/api/logs/level", 422, "validation_failed", "分钟数应在 1 到 1440 之间。");
        go("instances");
        browser.click("log-level .button");
        browser.find("#field-minutes").clear();
        browser.type("#field-minutes", "1441", Keys.ENTER);

        assertThat(browser.text("form-dialog .problem")).contains("分钟数应在 1 到 1440 之间。");
    }

    @Test
    void anOperatorSeesTheLogsLevelWithoutTheWayToChangeIt() {
        console().change("GET api/auth/me", "/role", "\"operator\"");
        browser.reload();
        go("instances");

        browser.find("log-level .chip");
        assertThat(browser.text("log-level")).contains("INFO").contains("管理员可以临时更改");
        assertThat(browser.has("log-level .button")).isFalse();
    }

    @Test
    void aViewerSeesOnlyWhatIsTheirs() {
        console().change("GET api/auth/me", "/role", "\"viewer\"");
        console().refuse("GET admin/api/overview", 403, "forbidden", "您的角色不能查看这里。");
        console().refuse("GET api/queues", 403, "forbidden", "您的角色不能查看这里。");
        browser.open(base().resolve("admin/"));
        assertThat(browser.text("h1")).isEqualTo("任务");

        assertThat(browser.text(".places"))
                .contains("任务")
                .contains("密钥")
                .doesNotContain("总览")
                .doesNotContain("用户")
                .doesNotContain("审计")
                .doesNotContain("备份")
                .doesNotContain("配置");
    }

    @Test
    void nothingIsReadWhileRefreshingIsPaused() {
        browser.find(".verdict");
        browser.click("[aria-pressed]");

        assertThat(browser.text(".fresh")).isEqualTo("已暂停刷新");
    }

    @Test
    void theLanguageChangesWhereOneIs() {
        go("config");
        browser.find(".list");
        browser.click(".language");

        browser.until("English", () -> browser.text("h1").equals("Configuration"));
        assertThat(browser.text(".places")).contains("Overview").contains("Knowledge");
    }
}
