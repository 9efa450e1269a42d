package steward.platform.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import static java.util.stream.Collectors.joining;

/** The pages that are made from the catalogue: the two example files and the reference in two languages. */
final class ReferencePages {
    private static final String REGENERATE = "./mvnw -q test -Dtest=ReferencePagesTest -Dsteward.regenerate=true";
    private static final Locale ZH = Locale.CHINA;
    private static final Locale EN = Locale.ENGLISH;

    private ReferencePages() {}

    /** Every page by its path in the repository. */
    static Map<String, String> all() {
        return Map.of(
                ".env.example", example(Profile.DEV),
                ".env.production.example", example(Profile.PROD),
                "docs/configuration.md", reference(EN),
                "docs/configuration.zh-CN.md", reference(ZH));
    }

    private static String example(Profile profile) {
        return intro(profile)
                + groups(group -> "\n# ===== " + group.title().zh() + " · "
                        + group.title().en() + " =====\n"
                        + settings(group)
                                .map(setting -> "\n" + exampleOf(setting, profile))
                                .collect(joining()));
    }

    private static String intro(Profile profile) {
        return profile == Profile.DEV ? """
                # 开发环境的配置示例：复制为 .env，去掉行首的 # 再改。什么都不填也能启动。
                # Sample settings for development: copy to .env, remove a line's # and change it. It starts without any.
                #
                # 由 Setting.java 生成 · made from Setting.java: %s
                """.formatted(REGENERATE) : """
                # 生产环境的配置示例 · sample settings for production
                #
                #   cp .env.production.example .env.production && chmod 600 .env.production
                #   ./steward keygen                  # SECRET_KEY
                #   ./start.sh prod --check           # 一次列出所有问题 · lists all that is wrong, at once
                #   ./start.sh prod
                #
                # 任何设置都可以放进文件：名字_FILE=/路径 · any setting may stand in a file: NAME_FILE=/path
                # 由 Setting.java 生成 · made from Setting.java: %s
                """.formatted(REGENERATE);
    }

    private static String exampleOf(Setting setting, Profile profile) {
        var normal = normal(setting, profile);
        var written = setting == Setting.STEWARD_ENV ? profile.label() : fixed(setting) ? normal : "";
        var needed = setting.group() == Setting.Group.REQUIRED && profile == Profile.PROD;
        return "# " + setting.help().zh() + "\n# " + setting.help().en() + "\n# " + facts(setting) + "\n"
                + (needed ? "" : "#") + setting.name() + "=" + quoted(written) + "\n";
    }

    private static String normal(Setting setting, Profile profile) {
        return setting.normally(profile, other -> normal(other, profile));
    }

    /** Whether its default is a text that means the same on every machine. */
    private static boolean fixed(Setting setting) {
        return setting != Setting.HTTP_THREADS && setting != Setting.MAX_QUEUED_REQUESTS;
    }

    private static String quoted(String value) {
        return value.contains(" ") || value.contains("#") ? "'" + value + "'" : value;
    }

    private static String facts(Setting setting) {
        var normal = setting.normally();
        return Stream.of(
                        both(setting.shape()),
                        both(setting.unit()),
                        normal.en().isEmpty() ? "" : "默认 default: " + both(normal))
                .filter(fact -> !fact.isEmpty())
                .collect(joining(" · "));
    }

    private static String both(Bilingual text) {
        return text.zh().equals(text.en()) ? text.zh() : text.zh() + " / " + text.en();
    }

    private static String reference(Locale locale) {
        return preface().in(locale)
                + sizes(locale)
                + groups(group -> "\n## " + group.title().in(locale) + "\n\n" + header().in(locale)
                        + settings(group).map(setting -> row(setting, locale)).collect(joining()));
    }

    private static Bilingual preface() {
        return new Bilingual("""
                # 配置参考

                [English](configuration.md) · 本页由 `Setting.java` 生成（`%s`），测试保证两者一致。

                所有设置都在启动时读取一次。`./steward config` 列出每个设置的当前值和来源；`./start.sh prod --check` 一次列出所有问题，
                有错误时退出码为 78，什么都不启动。

                ## 从哪里读

                从强到弱，先找到的算数；空值等于没有设置：

                1. 命令行：`-DPORT=8001`（Java 系统属性）
                2. 环境变量：`PORT=8001`
                3. 密钥目录 `SECRETS_DIR`（默认 `/run/secrets`）里以设置命名的文件：`SECRET_KEY`、`secret_key`、`secret-key`
                4. 当前运行方式的文件：`.env.production`（prod）或 `.env.development`（dev）；也可写作 `.env.prod`、`.env.dev`
                5. `.env`
                6. `STEWARD_SIZE` 的预设，见[机器的大小](#机器的大小)
                7. 默认值

                `.env` 文件从 `STEWARD_HOME` 读取，未设置时为工作目录；`./start.sh` 把它设为安装目录。

                **放进文件。** 任何设置都可以写成 `名字_FILE=/路径`，文件内容就是它的值（去掉行尾换行）。同一来源里 `名字` 和
                `名字_FILE` 同时出现是错误。

                **别的写法。** 每个设置也认 `EF__名字`、`STEWARD_名字` 和下表里的别名，别名同样可带前缀。同时设置且不一致时采用
                `EF__名字` > `名字` > `STEWARD_名字` > 别名，并给出提醒。

                **`.env` 的语法。** `名字=值`，可带 `export`；`#` 开头或前有空格的 `#` 是注释；`'…'` 里是原文；`"…"` 里可用
                `\\n \\" \\\\ \\$`；单引号之外的 `${别的名字}` 和 `${别的名字:-默认}` 会被替换。UTF-8，任何换行符。

                **数字。** 时间可写 `30`（按表中单位）、`30s`、`500ms`、`2m`、`PT30S`；大小可写 `64`、`64M`、`1G`。

                ## 生产环境拒绝什么

                `STEWARD_ENV=prod` 时下列情况不会启动：`SECRET_KEY` 缺失、不足 32 字节、太有规律或是任何部署文档里印过的示例；
                数据库密码或 `API_KEYS` 是示例值；`API_KEYS` 里有短于 16 个字符的密钥；`DEBUG=true`；允许匿名又对所有网站开放
                （`CORS_ORIGINS=*`）；含密钥的 `.env` 文件其他用户可读（POSIX 系统）。
                """.formatted(REGENERATE), """
                # Configuration reference

                [中文](configuration.zh-CN.md) · This page is made from `Setting.java` (`%s`); a test keeps the two equal.

                Every setting is read once, at start. `./steward config` lists each with its value and where that came from;
                `./start.sh prod --check` lists all that is wrong at once, and with an error exits with 78 and starts nothing.

                ## Where settings are read from

                Strongest first; the first place that has a setting decides, and an empty value is none:

                1. the command line: `-DPORT=8001` (a Java system property)
                2. the environment: `PORT=8001`
                3. the folder `SECRETS_DIR` (default `/run/secrets`): a file named as the setting, `SECRET_KEY`, `secret_key` or
                   `secret-key`
                4. the file of the profile: `.env.production` (prod) or `.env.development` (dev); `.env.prod` and `.env.dev` work too
                5. `.env`
                6. the preset of `STEWARD_SIZE`, see [sizes](#sizes)
                7. the default

                The `.env` files are looked for in `STEWARD_HOME`, or else in the working directory; `./start.sh` sets it to the
                installation.

                **In a file of its own.** Any setting may be written `NAME_FILE=/path`: what the file holds, without the line end, is
                the value. `NAME` and `NAME_FILE` together in one source are an error.

                **Other spellings.** Every setting also answers to `EF__NAME`, `STEWARD_NAME` and the aliases below, which take the
                same prefixes. Where several are set and differ, `EF__NAME` > `NAME` > `STEWARD_NAME` > alias, and a warning says so.

                **`.env` files.** `NAME=value`, with or without `export`; `#` at the start or after a space begins a comment; `'…'` is
                literal; `"…"` knows `\\n \\" \\\\ \\$`; outside single quotes `${OTHER}` and `${OTHER:-instead}` are replaced. UTF-8, any
                line end.

                **Numbers.** A time is `30` (in the unit of the table), `30s`, `500ms`, `2m` or `PT30S`; a size is `64`, `64M` or `1G`.

                ## What production refuses

                With `STEWARD_ENV=prod` nothing starts if `SECRET_KEY` is missing, shorter than 32 bytes, too regular or a sample
                printed in any deployment guide; if the database password or one of `API_KEYS` is a sample, or one of `API_KEYS` is
                shorter than 16 characters; if `DEBUG=true`; if callers need no key while every site may call (`CORS_ORIGINS=*`); or
                if other users may read a `.env` file that holds secrets (on POSIX systems).
                """.formatted(REGENERATE));
    }

    private static String sizes(Locale locale) {
        return aboutSizes().in(locale)
                + Stream.of(Setting.values())
                        .filter(setting -> setting.preset(Size.SMALL).isPresent())
                        .map(setting -> presets(setting, locale))
                        .collect(joining());
    }

    private static String presets(Setting setting, Locale locale) {
        return "| `" + setting.name() + "` | " + code(setting.normally().in(locale)) + " | "
                + Stream.of(Size.values())
                        .map(size -> "`" + setting.preset(size).orElseThrow() + "`")
                        .collect(joining(" | "))
                + " |\n";
    }

    private static Bilingual aboutSizes() {
        return new Bilingual("""

                ## 机器的大小

                `STEWARD_SIZE`（也可写作 `STEWARD_PROFILE`；本项目里 profile 指 dev 和 prod）用一个词给出下表的默认值。已经设置的一概不动，
                包括 compose 文件里写的；`./steward config` 和控制台的“配置”页写明哪个值来自预设。其他词是错误，退出码 78。
                机器比所写的小时，`./steward doctor` 和启动都会提醒。堆最多为内存的四分之一：服务器另需约 300 MB，PostgreSQL、Redis、Nginx 也可以
                在同一台机器上。

                `HTTP_THREADS` 不在表中：它本来就按核心数计算。`RECYCLE_AFTER_REQUESTS` 也不在：处理多少请求后重启与机器大小无关。
                表中的数取自部署指南和[性能](performance.zh-CN.md)里的测量，不是容量的承诺：`large` 要求一个 PostgreSQL 的
                `max_connections` 至少为实例数 × 81，其余大小同理，`./steward doctor` 会计算。

                | 名字 | 未写大小 | `small`<br>2 核 2 GB | `medium`<br>4 核 8 GB | `large`<br>8 核 16 GB 起 |
                | --- | --- | --- | --- | --- |
                """, """

                ## Sizes

                `STEWARD_SIZE` (or `STEWARD_PROFILE`; with us a profile is dev or prod) gives the defaults of this table in one word.
                What is set stays as it is, also what a compose file sets; `./steward config` and the console's page Configuration tell
                which value is of the preset. Another word is an error, exit code 78. Where the machine is smaller than it says,
                `./steward doctor` and the start warn. The heap of a size is a quarter of its memory at most, as the server
                takes some 300 MB beside it, and PostgreSQL, Redis and Nginx may stand on the same machine.

                `HTTP_THREADS` is not here: it is computed from the cores in any case. Nor is `RECYCLE_AFTER_REQUESTS`: after how many
                requests an instance should end does not depend on the machine. The numbers are those of the deployment guides and of what was measured for
                [performance](performance.md), and promise no capacity. With `large` the `max_connections` of PostgreSQL must be at least
                81 for each instance, and likewise with the others; `./steward doctor` works it out.

                | name | no size | `small`<br>2 cores, 2 GB | `medium`<br>4 cores, 8 GB | `large`<br>8 cores, 16 GB or more |
                | --- | --- | --- | --- | --- |
                """);
    }

    private static Bilingual header() {
        return new Bilingual(
                "| 名字 | 默认 | 取值 | 作用 |\n| --- | --- | --- | --- |\n",
                "| name | default | values | what it does |\n| --- | --- | --- | --- |\n");
    }

    private static String row(Setting setting, Locale locale) {
        var aliases =
                setting.aliases().stream().map(alias -> "<br>`" + alias + "`").collect(joining());
        var unit = setting.unit().in(locale);
        return "| "
                + String.join(
                        " | ",
                        "`" + setting.name() + "`" + aliases,
                        code(setting.normally().in(locale)),
                        cell(setting.shape().in(locale) + (unit.isEmpty() ? "" : ", " + unit)),
                        cell(setting.help().in(locale)))
                + " |\n";
    }

    private static String code(String text) {
        return text.isEmpty() ? "–" : text.contains(" ") || text.contains("，") ? cell(text) : "`" + cell(text) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("*", "\\*");
    }

    private static String groups(Function<Setting.Group, String> page) {
        return Stream.of(Setting.Group.values()).map(page).collect(joining());
    }

    private static Stream<Setting> settings(Setting.Group group) {
        return List.of(Setting.values()).stream().filter(setting -> setting.group() == group);
    }
}
