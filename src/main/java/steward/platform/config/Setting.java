package steward.platform.config;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import static steward.platform.config.Definition.advanced;
import static steward.platform.config.Definition.common;
import static steward.platform.config.Definition.required;

/**
 * The catalogue: every setting by the name that it has in the environment and in {@code .env} files. From here come
 * checking, the example files, the reference in docs and what {@code ./steward config} prints. Every setting is read once,
 * at start.
 *
 * <p>A setting answers to {@code EF__NAME}, {@code NAME}, {@code STEWARD_NAME} and to its aliases with the same prefixes,
 * in this order; with {@code _FILE} appended the value is the path of a file that holds the text.
 */
public enum Setting {
    STEWARD_ENV(required(Rule.choice(
                    List.of("dev", "prod"), Map.of("development", "dev", "develop", "dev", "production", "prod")))
            .normally("dev")
            .also("FLASK_ENV")
            .help(
                    "运行方式：dev 在一台机器上立即可用，只监听本机；prod 拒绝缺失、过短或示例密钥。",
                    "What the instance is for: dev works at once on one machine and listens to it alone; prod refuses"
                            + " missing, short or sample secrets.")),
    SECRET_KEY(required(Rule.secretText())
            .help(
                    "登录令牌的签名密钥，所有实例相同；生产必填，至少 32 字节随机字符；用 ./steward keygen 生成 64 字节的。",
                    "Signs the tokens of those who sign in, the same on all instances; required in prod, at least 32 random"
                            + " bytes; ./steward keygen makes one of 64.")),
    DATABASE_URL(required(Rule.url(
                    "postgresql://",
                    "postgres://",
                    "postgresql+psycopg2://",
                    "postgresql+asyncpg://",
                    "jdbc:postgresql:",
                    "jdbc:h2:"))
            .help(
                    "数据库地址，如 postgresql://用户:密码@主机:5432/库；留空则用数据目录里的内嵌 H2。",
                    "The database, as postgresql://user:password@host:5432/name; empty means the embedded H2 in the data"
                            + " folder.")),
    DATABASE_PASSWORD(required(Rule.secretText())
            .also("DB_PASSWORD")
            .help(
                    "数据库密码，不必写进 DATABASE_URL；生产环境用 PostgreSQL 时两处必有其一。",
                    "The database password, so that DATABASE_URL need not hold it; prod on PostgreSQL needs one of the"
                            + " two.")),

    STEWARD_SIZE(common(Rule.choice(Stream.of(Size.values()).map(Size::label).toList(), Map.of()))
            .also("STEWARD_PROFILE")
            .help(
                    "机器的大小，决定没有设置的线程、连接池、并发、堆和缓存的默认值：small 2 核 2 GB，medium 4 核 8 GB，large 8 核 16 GB 起。",
                    "The size of the machine, for the defaults of threads, pools, concurrency, heap and cache that are not set:"
                            + " small is 2 cores and 2 GB, medium 4 and 8, large 8 and 16 or more.")),
    PORT(common(Rule.number(1, 65_535)).normally("8000").help("HTTP 端口。", "The HTTP port.")),
    BIND_ADDRESS(common(Rule.matching(
                    "[0-9A-Za-z.:_-]+", new Bilingual("IP 地址或主机名", "IP address or host name"), "127.0.0.1"))
            .normally("127.0.0.1", "0.0.0.0")
            .help(
                    "监听的网络地址；127.0.0.1 只有本机能访问，0.0.0.0 是所有网卡。",
                    "The network address to listen on; 127.0.0.1 is this machine only, 0.0.0.0 every interface.")),
    SERVER_ID(
            common(Rule.matching(
                            "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
                            new Bilingual("字母、数字、. _ -，最多 64 个", "letters, digits, . _ -, at most 64"),
                            "server-1"))
                    .normally("server-1")
                    .help(
                            "实例名，出现在健康检查、X-Served-By 头、日志和指标里；每个实例不同。",
                            "The name of this instance in health, the X-Served-By header, logs and metrics; different on each.")),
    DATA_DIR(
            common(Rule.path())
                    .normally((profile, others) -> perInstance("./data", others), perInstance("./data"))
                    .help(
                            "数据目录：内嵌数据库和搜索索引。相对路径从安装目录算起。",
                            "Where the embedded database and the search index live. A relative path starts at the installation.")),
    LOG_DIR(common(Rule.path())
            .normally((profile, others) -> perInstance("./logs", others), perInstance("./logs"))
            .help("日志目录：app.log、server.log。", "Where the logs go: app.log, server.log.")),
    LLM_BASE_URL(common(Rule.url("http://", "https://"))
            .help(
                    "OpenAI 兼容模型服务的地址，到版本号为止，如 https://api.deepseek.com/v1；留空则用原文摘录回答。",
                    "An OpenAI-compatible model server up to its version, as https://api.deepseek.com/v1; empty means"
                            + " answers are extracts from the knowledge base.")),
    LLM_API_KEY(common(Rule.secretText()).help("模型服务的密钥。", "The key of the model server.")),
    LLM_MODEL(common(Rule.names())
            .help(
                    "模型名，如 deepseek-chat；火山方舟也可填 ep-… 接入点。多个用逗号分隔，第一个是默认。",
                    "The model to ask, as deepseek-chat; with Volcano Ark also an endpoint ep-…. The first of several is the"
                            + " default.")),
    ARK_API_KEY(common(Rule.secretText())
            .help(
                    "火山方舟的密钥；没有 LLM_API_KEY 和 LLM_BASE_URL 时使用，地址自动为方舟。",
                    "The key of Volcano Ark; used when LLM_API_KEY and LLM_BASE_URL are empty, with Ark's address.")),
    AUTH_REQUIRED(common(Rule.flag())
            .normally("false", "true")
            .help(
                    "是否每个接口都要密钥；false 时匿名调用者按 IP 计。",
                    "Whether every call needs a key; with false a caller without one counts by address.")),
    API_KEYS(common(Rule.secretList())
            .help(
                    "调用接口的密钥，用逗号分隔；每个至少 16 个字符。",
                    "The keys that callers may use, separated by commas; 16 characters or more each.")),
    ADMIN_PASSWORD(common(Rule.secretText())
            .help(
                    "第一个所有者的密码，至少 12 个字符；只在还没有所有者时使用。留空则启动时给出一次性设置链接。",
                    "The password of the first owner, 12 characters or more; used only while there is none. Empty means that the"
                            + " start tells a link for setting it up, good once.")),
    ADMIN_USERNAME(common(Rule.text()).normally("admin").help("第一个所有者的用户名。", "The name of the first owner.")),
    CORS_ORIGINS(common(Rule.list(new Bilingual("网址，用逗号分隔，或 *", "origins, separated by commas, or *"), Setting::origin))
            .normally("", "*")
            .help(
                    "哪些网站的网页可以调用接口，如 https://app.example.com；* 是全部（从不带 Cookie）；空为仅本站。",
                    "Which sites' pages may call, as https://app.example.com; * is all (never with cookies); empty is"
                            + " only our own.")),
    RATE_LIMIT_PER_MINUTE(common(Rule.number(1, 1_000_000))
            .normally("60")
            .help("每个客户端每分钟的请求数，超过回答 429。", "Requests a minute for each client; more are answered 429.")),
    MAX_CONCURRENT_REQUESTS(common(Rule.number(1, 100_000))
            .normally("10")
            .sized("10", "20", "50")
            .help(
                    "本实例同时处理的对话数；更多的短暂排队，然后回答 503。开发 5，生产 20 到 50。",
                    "Chats that this instance works on at once; more wait for a moment, then get 503. 5 for development, 20"
                            + " to 50 for production.")),
    ENABLE_RESPONSE_CACHE(common(Rule.flag())
            .normally("true")
            .help("相同的问题是否可以用缓存的回答。", "Whether an equal question may be answered from the cache.")),
    CACHE_TTL_SECONDS(common(Rule.seconds(1, 2_592_000))
            .normally("300")
            .help("回答在缓存里保留的时间。", "How long an answer stays in the cache.")),
    DEBUG(advanced(Rule.flag())
            .normally("false")
            .also("API_DEBUG")
            .help(
                    "是否写调试日志（LOG_LEVEL 的默认变为 DEBUG）；生产环境必须为 false。",
                    "Whether debug lines are logged (LOG_LEVEL is then DEBUG by default); must be false in prod.")),
    LOG_LEVEL(common(Rule.choice(
                    List.of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"),
                    Map.of(
                            "WARN", "WARNING",
                            "SEVERE", "ERROR",
                            "FATAL", "CRITICAL",
                            "FINE", "DEBUG",
                            "FINER", "DEBUG",
                            "FINEST", "DEBUG",
                            "TRACE", "DEBUG")))
            .normally(
                    (profile, others) -> others.apply(DEBUG).equals("true") ? "DEBUG" : "INFO", Bilingual.same("INFO"))
            .help("从哪个级别起写日志。", "The lowest level that is logged.")),
    SAMPLE_KNOWLEDGE(common(Rule.flag())
            .normally("true", "false")
            .help(
                    "首次启动时是否导入示例知识（标签 sample，可一键删除）。",
                    "Whether the first start imports the sample knowledge (tag sample, removable at once).")),

    STEWARD_ROLE(common(Rule.choice(List.of("all", "api", "worker", "scheduler"), Map.of()))
            .normally("all")
            .help(
                    "本实例做什么：all 全部；api 只回答请求；worker 也处理任务队列；scheduler 也触发定时任务。",
                    "What this instance does: all of it; api only answers requests; worker also works on the queues; scheduler"
                            + " also fires schedules.")),
    WORKER_QUEUE(common(Rule.choice(List.of("standard_tasks", "lumina_tasks"), Map.of()))
            .help("只处理这一个队列；留空则两个都处理。", "The one queue that this instance works on; empty means both.")),
    STANDARD_WORKER_PROCESSES(common(Rule.number(1, 64))
            .normally("4")
            .sized("2", "4", "8")
            .help(
                    "standard_tasks 的线程数 = 进程数 × 线程数（都是同一进程里的线程）。",
                    "Threads of standard_tasks = processes × threads (all within the one process).")),
    STANDARD_WORKER_THREADS(common(Rule.number(1, 256))
            .normally("8")
            .sized("4", "8", "8")
            .help("见 STANDARD_WORKER_PROCESSES。", "See STANDARD_WORKER_PROCESSES.")),
    LUMINA_WORKER_PROCESSES(common(Rule.number(1, 64))
            .normally("2")
            .sized("1", "2", "4")
            .help(
                    "lumina_tasks（图片等重任务）的线程数 = 进程数 × 线程数。",
                    "Threads of lumina_tasks (heavy work such as pictures) = processes × threads.")),
    LUMINA_WORKER_THREADS(common(Rule.number(1, 256))
            .normally("4")
            .sized("2", "4", "4")
            .help("见 LUMINA_WORKER_PROCESSES。", "See LUMINA_WORKER_PROCESSES.")),
    WORKER_PROCESSES(advanced(Rule.number(1, 64))
            .help(
                    "与 WORKER_QUEUE 一起用：该队列的进程数，代替上面两项的默认。",
                    "Together with WORKER_QUEUE: the processes of that queue, instead of its own setting.")),
    WORKER_THREADS(advanced(Rule.number(1, 256))
            .help(
                    "与 WORKER_QUEUE 一起用：该队列每个进程的线程数。",
                    "Together with WORKER_QUEUE: the threads of each process of that queue.")),
    CELERY_CONCURRENCY(
            advanced(Rule.matching("auto|[1-9][0-9]{0,3}", new Bilingual("auto 或 1 到 9999", "auto or 1 to 9999"), "12"))
                    .help(
                            "standard_tasks 的线程数，代替进程数 × 线程数；auto 是核心数 × 3。",
                            "Threads of standard_tasks instead of processes × threads; auto is three for each core.")),
    DRAMATIQ_RESULT_TTL(advanced(Rule.seconds(1, 31_536_000))
            .normally("86400")
            .help("任务结果保留的时间，之后读取得到 410。", "How long a task's result can be read; then it is 410.")),
    TASK_DEAD_KEEP_DAYS(advanced(Rule.number(1, 3_650))
            .normally("30")
            .help("失败任务（死信）保留的天数。", "Days for which tasks that failed for good are kept.")),
    BACKUP_SCHEDULE(advanced(Rule.cron())
            .help(
                    "何时自动备份数据库，cron 表达式，UTC，如 0 3 * * *；留空则内置计划 backup 由控制台决定，起初停用。",
                    "When the database is backed up, a cron expression in UTC, as 0 3 * * *; where empty the built-in schedule"
                            + " backup is as the console says, at first off.")),
    BACKUP_DIR(advanced(Rule.path())
            .normally(
                    (profile, others) -> others.apply(DATA_DIR) + "/backups",
                    new Bilingual("DATA_DIR 下的 backups", "backups below DATA_DIR"))
            .help("备份存放的目录；多个实例时用它们共享的目录。", "Where backups go; with several instances, a folder that they share.")),
    BACKUP_KEEP_DAYS(advanced(Rule.number(1, 3_650))
            .normally("30")
            .help("备份保留的天数；最近完好的一份不会被删除。", "Days for which backups are kept; the latest good one is never deleted.")),
    TASK_MAX_LOSSES(advanced(Rule.number(0, 1_000))
            .normally("10")
            .help(
                    "任务运行中实例消失多少次之后，认定任务本身有毒，不再运行。",
                    "How often the instance may vanish under a task before the task is taken for the cause and not run any"
                            + " more.")),
    TASK_STOP_SECONDS(
            advanced(Rule.seconds(0, 3_600))
                    .normally("10")
                    .help(
                            "停止时等待运行中任务的时间；其余的交还队列，不计次数。",
                            "How long running tasks may go on when the instance stops; the others are handed back without counting.")),

    SECRET_KEY_PREVIOUS(advanced(Rule.secretList())
            .help(
                    "轮换 SECRET_KEY 后，之前的密钥在此保留到旧令牌过期，这样没有人需要重新登录。",
                    "The keys before, after a change of SECRET_KEY, until the tokens that they signed have expired: nobody need"
                            + " sign in again.")),
    ALGORITHM(advanced(Rule.choice(List.of("HS256", "HS384", "HS512", "RS256", "ES256"), Map.of()))
            .normally("HS256")
            .help(
                    "令牌的签名算法；RS256 和 ES256 用 JWT_PRIVATE_KEY 签名，其余用 SECRET_KEY。",
                    "How tokens are signed: RS256 and ES256 with JWT_PRIVATE_KEY, the others with SECRET_KEY.")),
    JWT_PRIVATE_KEY(advanced(Rule.pem())
            .help(
                    "RS256（RSA，至少 2048 位）或 ES256（P-256）的私钥，所有实例相同；通常写成 JWT_PRIVATE_KEY_FILE=/run/secrets/jwt.pem。",
                    "The private key of RS256 (RSA, 2048 bits or more) or ES256 (P-256), the same on all instances; mostly as"
                            + " JWT_PRIVATE_KEY_FILE=/run/secrets/jwt.pem.")),
    JWT_PRIVATE_KEY_PREVIOUS(advanced(Rule.pem())
            .help(
                    "更换 JWT_PRIVATE_KEY 后，之前的密钥（公钥即可，可有多个）在此保留到旧令牌过期。",
                    "The keys before, after a change of JWT_PRIVATE_KEY, one after another, until the tokens that they signed"
                            + " have expired; their public halves are enough.")),
    ACCESS_TOKEN_EXPIRE_MINUTES(advanced(Rule.number(1, 525_600))
            .normally("10080")
            .help(
                    "程序登录后令牌的有效期（分钟）；浏览器用 SESSION_EXPIRE_MINUTES。",
                    "For how many minutes the token of a program is good; browsers have SESSION_EXPIRE_MINUTES.")),
    SESSION_EXPIRE_MINUTES(advanced(Rule.number(1, 1_440))
            .normally("15")
            .help(
                    "浏览器会话令牌的有效期（分钟），到期前页面自动续期。",
                    "For how many minutes a browser's token is good; the page renews it by itself.")),
    REFRESH_TOKEN_EXPIRE_DAYS(advanced(Rule.number(1, 365))
            .normally("30")
            .help("多少天后必须重新登录。", "After how many days everybody must sign in again.")),
    DB_POOL_SIZE(advanced(Rule.number(1, 10_000))
            .normally("5", "20")
            .sized("5", "20", "40")
            .also("DATABASE_POOL_SIZE")
            .help(
                    "常备的数据库连接数。实例数 × (DB_POOL_SIZE + DB_MAX_OVERFLOW) 须小于 PostgreSQL 的 max_connections。",
                    "Database connections kept ready. Instances × (DB_POOL_SIZE + DB_MAX_OVERFLOW) must stay below"
                            + " PostgreSQL's max_connections.")),
    DB_MAX_OVERFLOW(advanced(Rule.number(0, 10_000))
            .normally("10")
            .sized("10", "10", "40")
            .also("DATABASE_MAX_OVERFLOW")
            .help("忙时可多开的数据库连接数。", "Database connections opened beyond those when busy.")),
    DB_POOL_TIMEOUT(advanced(Rule.seconds(1, 600))
            .normally("30")
            .also("DATABASE_POOL_TIMEOUT")
            .help("等一个空闲连接的最长时间，超过回答 503。", "How long to wait for a free connection; then 503.")),
    DATABASE_OWNER_URL(advanced(Rule.url(
                    "postgresql://",
                    "postgres://",
                    "postgresql+psycopg2://",
                    "postgresql+asyncpg://",
                    "jdbc:postgresql:"))
            .help(
                    "升级数据表时使用的地址（表的所有者）；留空则用 DATABASE_URL。这样 DATABASE_URL 的用户只需读写数据的权限。",
                    "The address that migrations use, as the owner of the tables; empty means DATABASE_URL. The user of"
                            + " DATABASE_URL then needs no more than to read and write rows.")),
    DATABASE_OWNER_PASSWORD(advanced(Rule.secretText())
            .help(
                    "DATABASE_OWNER_URL 的密码，不必写进地址。",
                    "The password of DATABASE_OWNER_URL, so that it need not hold it.")),
    DATABASE_REPLICA_URL(advanced(Rule.url(
                    "postgresql://",
                    "postgres://",
                    "postgresql+psycopg2://",
                    "postgresql+asyncpg://",
                    "jdbc:postgresql:"))
            .help(
                    "只读副本的地址，同一个库；列表和汇总在它追上主库时从它读取，否则从主库读取。密码同 DATABASE_PASSWORD；留空则没有。",
                    "A replica of the database: lists and sums are read there while it has all that was committed, else on"
                            + " the primary. Its password is DATABASE_PASSWORD; empty means none.")),
    REDIS_URL(common(Rule.url(
                    "redis://",
                    "rediss://",
                    "redis-sentinel://",
                    "rediss-sentinel://",
                    "redis-cluster://",
                    "rediss-cluster://"))
            .help(
                    "Redis 的地址：redis://:密码@主机:6379/0，redis-sentinel://:密码@主机1,主机2/主节点名，redis-cluster://:密码@主机1,主机2；rediss 为 TLS。留空则不用。",
                    "Redis: redis://:password@host:6379/0, redis-sentinel://:password@host1,host2/master or"
                            + " redis-cluster://:password@host1,host2; rediss by TLS. Empty means none.")),
    REDIS_PASSWORD(common(Rule.secretText())
            .help("Redis 的密码，不必写进 REDIS_URL。", "The password of Redis, so that REDIS_URL need not hold it.")),
    REDIS_CA(advanced(Rule.matching(
                    "(?s)\\s*-----BEGIN .*",
                    new Bilingual("PEM 证书", "certificates in PEM"),
                    "-----BEGIN CERTIFICATE-----…"))
            .help(
                    "用 rediss 时唯一信任的 CA 证书，通常写成 REDIS_CA_FILE=/路径/ca.pem；留空则信任 Java 自带的。",
                    "The only certificates that may vouch for Redis with rediss, usually as REDIS_CA_FILE=/path/ca.pem; empty"
                            + " means those that Java knows.")),
    REDIS_HOST(advanced(Rule.matching(
                    "[0-9A-Za-z.:_-]+", new Bilingual("IP 地址或主机名", "IP address or host name"), "localhost"))
            .help("没有 REDIS_URL 时 Redis 的主机。", "The host of Redis where REDIS_URL is not set.")),
    REDIS_PORT(
            advanced(Rule.number(1, 65_535)).normally("6379").help("与 REDIS_HOST 一起使用的端口。", "The port of REDIS_HOST.")),
    REDIS_DB(
            advanced(Rule.number(0, 9_999)).normally("0").help("与 REDIS_HOST 一起使用的库号。", "The database of REDIS_HOST.")),
    REDIS_POOL_SIZE(advanced(Rule.number(1, 10_000))
            .normally("10")
            .sized("10", "20", "50")
            .help("每个实例到 Redis 的最多连接数。", "Connections of this instance to Redis at most.")),
    REDIS_KEY_PREFIX(advanced(Rule.matching(
                    "[^\\s{}]{1,64}", new Bilingual("不含空格和花括号的文字", "text without spaces and braces"), "app:"))
            .normally("app:")
            .help(
                    "Redis 里每个键的前缀，几个系统共用一个 Redis 时用来区分。",
                    "What every key in Redis begins with, for several systems on one Redis.")),
    DISK_RESERVE_MB(advanced(Rule.megabytes(0, 1_048_576))
            .normally("100")
            .help(
                    "DATA_DIR 所在磁盘保留的空间；剩余更少时内嵌数据库只读，写入回答 507。",
                    "Room kept free on the disk of DATA_DIR; with less the embedded database is only read, and writes are"
                            + " answered 507.")),
    DRAIN_TIMEOUT(advanced(Rule.seconds(0, 3_600))
            .normally("30")
            .help("停止前等手上的请求结束的最长时间。", "How long a stop waits for the requests under way.")),
    RECYCLE_AFTER_REQUESTS(advanced(Rule.number(0, 1_000_000_000))
            .normally("0")
            .also("MAX_REQUESTS")
            .help(
                    "处理这么多请求后，实例处理完手上的请求、以退出码 0 结束，由 start.sh 或容器重新启动；0 为从不。",
                    "After so many requests the instance finishes what it is doing and ends with exit code 0, so that start.sh"
                            + " or the container starts it anew; 0 means never.")),
    RECYCLE_JITTER_REQUESTS(
            advanced(Rule.number(0, 1_000_000_000))
                    .normally("50")
                    .also("MAX_REQUESTS_JITTER")
                    .help(
                            "RECYCLE_AFTER_REQUESTS 之上随机再加最多这么多，使各实例不同时重启。",
                            "Up to so many are added to RECYCLE_AFTER_REQUESTS by chance, so that instances do not end together.")),
    NGINX_DIR(advanced(Rule.path())
            .help(
                    "scripts/nginx_config.sh 写出的目录（Nginx 在同一台机器上时）：因 RECYCLE_AFTER_REQUESTS 结束的实例先让 Nginx 不再发给它。",
                    "What scripts/nginx_config.sh has written, where Nginx is on the same machine: an instance that ends by"
                            + " RECYCLE_AFTER_REQUESTS first has Nginx send nothing to it.")),
    RATE_LIMIT_ENABLED(advanced(Rule.flag())
            .normally("true")
            .help("是否按客户端限制每分钟请求数。", "Whether requests a minute are limited per client.")),
    MAX_QUEUED_REQUESTS(advanced(Rule.number(0, 100_000))
            .normally(
                    (profile, others) -> twice(others.apply(MAX_CONCURRENT_REQUESTS)),
                    new Bilingual("MAX_CONCURRENT_REQUESTS 的两倍", "twice MAX_CONCURRENT_REQUESTS"))
            .help("最多排队的对话数，更多的立即回答 503。", "Chats that may wait for their turn; more get 503 at once.")),
    QUEUE_TIMEOUT_MS(advanced(Rule.millis(0, 600_000))
            .normally("1000")
            .help("排队的最长时间，超过回答 503。", "How long a chat may wait for its turn; then 503.")),
    REQUEST_TIMEOUT(advanced(Rule.seconds(1, 3_600))
            .normally("30")
            .help("非流式回答的期限，超过回答 504。", "The deadline of an answer that is not streamed; then 504.")),
    LLM_EMBEDDING_MODEL(
            advanced(Rule.text()).help("向量模型名，供 /v1/embeddings 使用。", "The embedding model, for /v1/embeddings.")),
    LLM_IMAGE_MODEL(advanced(Rule.text())
            .help(
                    "图片模型名，供 image.generate 任务使用；等待时间按 LLM_TOTAL_TIMEOUT。",
                    "The model that draws, for tasks of the type image.generate; it may take LLM_TOTAL_TIMEOUT.")),
    LLM_CONNECT_TIMEOUT(advanced(Rule.seconds(1, 600))
            .normally("3")
            .help("连接模型服务的最长时间。", "How long connecting to the model server may take.")),
    LLM_FIRST_BYTE_TIMEOUT(advanced(Rule.seconds(1, 3_600))
            .normally("60")
            .help("等模型第一个字节的最长时间。", "How long to wait for the first byte of the model.")),
    LLM_IDLE_TIMEOUT(advanced(Rule.seconds(1, 3_600))
            .normally("20")
            .help("模型两段输出之间的最长停顿。", "The longest pause between two pieces of a model's answer.")),
    LLM_TOTAL_TIMEOUT(advanced(Rule.seconds(1, 86_400))
            .normally("120")
            .help("一次模型调用的最长时间。", "How long one call of the model may last.")),
    LLM_MAX_CONNECTIONS(advanced(Rule.number(1, 100_000))
            .normally("2000")
            .help("到模型服务的最多连接数。", "Connections to the model server at most.")),
    LLM_FALLBACK(advanced(Rule.choice(List.of("error", "extractive"), Map.of()))
            .normally("error")
            .help(
                    "模型失败时：error 如实报错；extractive 改为标明的原文摘录。",
                    "When the model fails: error says so; extractive answers with labelled extracts instead.")),
    EXTRACTIVE_MODE(advanced(Rule.choice(
                    List.of("on", "off"),
                    Map.of("true", "on", "yes", "on", "1", "on", "false", "off", "no", "off", "0", "off")))
            .normally("on")
            .help(
                    "没有模型时是否用原文摘录回答；off 时回答 503。",
                    "Whether extracts answer while no model is configured; with off the answer is 503.")),
    MAX_CACHE_SIZE(advanced(Rule.number(1, 10_000_000))
            .normally("100")
            .sized("100", "1000", "10000")
            .help("缓存的最多条数。", "Answers in the cache at most.")),
    MAX_CACHE_MB(advanced(Rule.megabytes(1, 65_536))
            .normally("64")
            .sized("32", "128", "512")
            .help("缓存最多占用的内存。", "Memory that the cache may take.")),
    MAX_REQUEST_BODY_MB(advanced(Rule.megabytes(1, 2_048))
            .normally("10")
            .help("JSON 请求体的上限，超过回答 413。", "The largest JSON body; a larger one is answered 413.")),
    UPLOAD_MAX_MB(advanced(Rule.megabytes(1, 2_048))
            .normally("50")
            .help("上传文件的上限，超过回答 413。", "The largest upload; a larger one is answered 413.")),
    REALTIME_MAX_CONNECTIONS(advanced(Rule.number(1, 100_000))
            .normally("5000")
            .sized("1000", "5000", "10000")
            .help(
                    "本实例同时保持的实时连接（/ws 与 /api/events）上限，超过时以 4429 关闭。",
                    "Live connections (/ws and /api/events) of this instance at once; more are closed with 4429.")),
    REALTIME_MAX_PER_CALLER(advanced(Rule.number(1, 100_000))
            .normally("100")
            .help("每个调用者在本实例上的实时连接上限。", "Live connections of one caller on this instance.")),
    TRUSTED_PROXIES(advanced(Rule.list(
                    new Bilingual("IP 或网段，用逗号分隔", "addresses or networks, separated by commas"), Setting::network))
            .normally("127.0.0.1/32,::1/128")
            .help("只有来自这些地址的 X-Forwarded-For 才可信。", "Only X-Forwarded-For from these addresses is believed.")),
    OUTBOUND_ALLOWED(advanced(Rule.list(
                    new Bilingual("主机或 主机:端口，用逗号分隔", "hosts or host:port, separated by commas"),
                    Setting::hostMaybePort))
            .help(
                    "用户给出的地址（回调、Webhook 等）默认不能指向内网；列在这里的主机除外。",
                    "Addresses that users give (callbacks, webhooks) never lead into a private network, but for the hosts"
                            + " named here.")),
    API_V1_STR(advanced(Rule.matching(
                    "/[A-Za-z0-9._~/-]*[A-Za-z0-9]", new Bilingual("以 / 开头的路径", "path starting with /"), "/api/v1"))
            .normally("/api/v1")
            .help("/api 下所有路径的另一个前缀。", "A second prefix for every path under /api.")),
    HEALTH_CHECK_ENABLED(advanced(Rule.flag())
            .normally("true")
            .help("是否回答健康检查；false 时为 404。", "Whether health is answered; with false it is 404.")),
    ENABLE_METRICS(advanced(Rule.flag())
            .normally("true")
            .help("是否提供指标；false 时为 404。", "Whether metrics are answered; with false they are 404.")),
    LOG_FORMAT(advanced(Rule.matching(
                    "(?s)json|text|.*%\\(\\w+\\).*",
                    new Bilingual("json、text 或 Python 格式串", "json, text or a Python pattern"), "json"))
            .normally("text", "json")
            .help(
                    "控制台日志的格式：json、text，或如 %(asctime)s - %(levelname)s - %(message)s。",
                    "How console lines look: json, text, or as %(asctime)s - %(levelname)s - %(message)s.")),
    OIDC_ISSUER(advanced(Rule.url("https://", "http://"))
            .help(
                    "企业登录服务器（OpenID Connect），写法与其自称完全一致，如 https://id.example.com/realms/main；留空则不用。",
                    "The enterprise's sign-in server (OpenID Connect), spelt as it spells itself, as"
                            + " https://id.example.com/realms/main; empty is none.")),
    OIDC_CLIENT_ID(advanced(Rule.text()).help("本应用在登录服务器上的客户端名。", "As which client this application is known there.")),
    OIDC_CLIENT_SECRET(
            advanced(Rule.secretText()).help("该客户端的密钥；公开客户端留空。", "The client's secret; empty for a public client.")),
    OIDC_REDIRECT_URI(
            advanced(Rule.url("https://", "http://"))
                    .help(
                            "在登录服务器上登记的回调地址，如 https://ai.example.com/api/auth/oidc/callback。",
                            "The address to come back to, as registered there: https://ai.example.com/api/auth/oidc/callback.")),
    OIDC_ROLE(advanced(Rule.choice(List.of("viewer", "operator", "none"), Map.of()))
            .normally("viewer")
            .help(
                    "由登录服务器首次登录者的角色；设置 OIDC_GROUP_ROLES 后，为每次登录时不在其任一组中者的角色，none 则拒绝登录。",
                    "The role of whoever signs in that way for the first time; with OIDC_GROUP_ROLES of whoever is in none of"
                            + " its groups, at each sign-in, and none refuses them.")),
    OIDC_GROUPS_CLAIM(advanced(Rule.matching(
                    "(?=.{1,200}$)[^\\s.]+(\\.[^\\s.]+)*",
                    new Bilingual("令牌中字段的名称，逐级用点分隔", "name of a claim, with dots between its levels"),
                    "realm_access.roles"))
            .normally("groups")
            .help(
                    "登录令牌（ID token）中列出用户所在组的字段，如 groups、roles、realm_access.roles。",
                    "Where the ID token lists the groups of a person, as groups, roles or realm_access.roles.")),
    OIDC_GROUP_ROLES(
            advanced(Rule.pairs(
                            new Bilingual("组=角色", "group=role"), "staff=viewer, steward-admins=admin", Setting::role))
                    .help(
                            "哪个组得到哪个角色（viewer、operator、admin、owner），每次登录时生效，取最高者；名称中的逗号写作 %2C，百分号写作 %25。留空则角色只在本站设置。",
                            "Which group has which role (viewer, operator, admin, owner), at each sign-in, the highest of several; a"
                                    + " comma in a name is written %2C, a percent sign %25. Empty: roles are given here only.")),
    OIDC_GROUP_TEAMS(advanced(Rule.pairs(new Bilingual("组=团队", "group=team"), "sales-cn=Sales China", name -> name))
            .help(
                    "哪个组属于本站哪个团队（按名称），每次登录时生效，取写在最前者；留空则团队只在本站设置。",
                    "Which group is which team here (by its name), at each sign-in, the first that is written here of"
                            + " several. Empty: teams are given here only.")),
    OIDC_LINK_NAMES(advanced(Rule.flag())
            .normally("false")
            .help(
                    "首次登录者是否接管本站同名的账户（管理员账户除外）；仅当两边的用户名必为同一人时才打开。",
                    "Whether the account of the same name here, unless it administers, belongs to who signs in that way; only"
                            + " where a name is the same person's there and here.")),
    MODEL_PRICES(
            advanced(Rule.list(
                            new Bilingual("模型=输入价/输出价，用逗号分隔", "model=input/output, separated by commas"),
                            Setting::price))
                    .help(
                            "每百万 token 的价格，货币为 CURRENCY，如 deepseek-chat=2/8；没有价格的模型不计费用。",
                            "Prices of a million tokens in CURRENCY, as deepseek-chat=2/8; a model without a price costs nothing.")),
    CURRENCY(advanced(Rule.matching("[A-Z]{3}", new Bilingual("三个大写字母", "three capital letters"), "CNY"))
            .normally("CNY")
            .help("价格和费用预算的货币。", "The currency of prices and cost budgets.")),
    TOKEN_LIMIT_PER_MINUTE(
            advanced(Rule.number(0, 1_000_000_000_000L))
                    .normally("0")
                    .help(
                            "每个调用者每分钟的 token 数（每实例），超过回答 429；0 为不限。",
                            "Tokens a minute for each caller, counted by each instance; more are answered 429; 0 is no limit.")),
    DAILY_TOKEN_BUDGET(advanced(Rule.number(0, 1_000_000_000_000_000L))
            .normally("0")
            .help("每个调用者每天的 token 预算；0 为不限。", "Tokens a day for each caller; 0 is no limit.")),
    MONTHLY_TOKEN_BUDGET(advanced(Rule.number(0, 1_000_000_000_000_000L))
            .normally("0")
            .help("每个调用者每月的 token 预算；0 为不限。", "Tokens a month for each caller; 0 is no limit.")),
    DAILY_COST_BUDGET(advanced(amount())
            .normally("0")
            .help("每个调用者每天的费用预算，货币为 CURRENCY；0 为不限。", "What each caller may cost a day, in CURRENCY; 0 is no limit.")),
    MONTHLY_COST_BUDGET(advanced(amount())
            .normally("0")
            .help(
                    "每个调用者每月的费用预算，货币为 CURRENCY；0 为不限。",
                    "What each caller may cost a month, in CURRENCY; 0 is no limit.")),
    BUDGET_ANSWER_TOKENS(advanced(Rule.number(0, 10_000_000))
            .normally("1024")
            .help(
                    "请求没有给出 max_tokens 时，为回答预留的 token 数；结束后按实际结算。",
                    "Tokens reserved for an answer whose request names no max_tokens; what it really took is settled"
                            + " afterwards.")),
    BUDGET_TIME_ZONE(advanced(Rule.list(new Bilingual("时区名", "name of a time zone"), Setting::zone))
            .normally("UTC")
            .help(
                    "预算和用量的每日、每月从哪个时区的零点开始，如 Asia/Shanghai。",
                    "In which time zone the days and months of budgets and usage begin, as Asia/Shanghai.")),
    HTTP_THREADS(advanced(Rule.number(2, 1_000))
            .normally(
                    (profile, others) -> Integer.toString(threads(3)),
                    new Bilingual("每个核心 3 个，至少 6 个", "3 for each core, at least 6"))
            .help("处理 HTTP 的线程数；等待模型不占线程。", "HTTP threads; waiting for a model takes none.")),
    MAX_HEAP_MB(advanced(Rule.megabytes(256, 1_048_576))
            .normally("512")
            .sized("512", "2048", "4096")
            .help("Java 堆的上限。", "The largest Java heap.")),
    JAVA_OPTS(advanced(Rule.text()).help("start.sh 附加给 JVM 的参数。", "More flags that start.sh gives to the JVM.")),
    SECRETS_DIR(advanced(Rule.path())
            .normally("/run/secrets")
            .help(
                    "放密钥文件的目录，文件名为设置名（大小写、- 与 _ 均可）。",
                    "A folder of secret files, each named as its setting (either case, - as well as _).")),
    STEWARD_LANG(advanced(Rule.choice(List.of("auto", "zh", "en"), Map.of("zh-cn", "zh", "en-us", "en")))
            .normally("auto")
            .help("脚本和命令行的语言；auto 跟随系统。", "The language of scripts and command line; auto follows the system."));

    /** In which part of the reference and the example files a setting stands. */
    public enum Group {
        REQUIRED(new Bilingual("必填", "Required")),
        COMMON(new Bilingual("常用", "Common")),
        ADVANCED(new Bilingual("高级", "Advanced"));

        private final Bilingual title;

        Group(Bilingual title) {
            this.title = title;
        }

        /** The heading of the group. */
        public Bilingual title() {
            return title;
        }
    }

    private static final List<String> PREFIXES = List.of("EF__", "", "STEWARD_");

    private final Definition definition;

    Setting(Definition definition) {
        this.definition = definition;
    }

    /** The setting that answers to this name, alias or prefixed form, without {@code _FILE}; empty for a stranger. */
    public static Optional<Setting> called(String name) {
        return Optional.ofNullable(Spellings.ALL.get(name));
    }

    /** The setting of exactly this name; empty for a stranger. */
    static Optional<Setting> named(String name) {
        return called(name).filter(setting -> setting.name().equals(name));
    }

    /** Every name and alias without prefixes. */
    static List<String> names() {
        return Stream.of(values())
                .flatMap(setting -> Stream.concat(Stream.of(setting.name()), setting.aliases().stream()))
                .toList();
    }

    /** Where it stands in the reference. */
    public Group group() {
        return definition.group();
    }

    /** Whether its text must never be shown. */
    public boolean secret() {
        return definition.rule().secret();
    }

    /** Whether its text is an address that often holds a password. */
    public boolean mayHoldPassword() {
        return this == DATABASE_URL || this == DATABASE_OWNER_URL || this == DATABASE_REPLICA_URL || this == REDIS_URL;
    }

    /** Other names that it answers to. */
    public List<String> aliases() {
        return definition.aliases();
    }

    /** What it does, in one sentence. */
    public Bilingual help() {
        return definition.help();
    }

    /** Which values it takes, in words. */
    public Bilingual shape() {
        return definition.rule().shape();
    }

    /** What its number counts; empty where it has no unit. */
    public Bilingual unit() {
        return definition.rule().unit();
    }

    /** What is in force when it is not set, in words; empty where nothing is. */
    public Bilingual normally() {
        return definition.normalInWords();
    }

    /** What is in force on a machine of that size when it is not set; empty where that does not depend on it. */
    Optional<String> preset(Size size) {
        return definition.preset(size);
    }

    Rule rule() {
        return definition.rule();
    }

    String normally(Profile profile, Function<Setting, String> others) {
        return definition.normal().in(profile, others);
    }

    /** Every name that it answers to, the strongest first. */
    List<String> spellings() {
        var names = new ArrayList<String>();
        Stream.concat(Stream.of(name()), aliases().stream())
                .forEach(name -> PREFIXES.forEach(prefix -> names.add(prefix + name)));
        return names;
    }

    /** Apart from the constants, because these are not there yet while the enum is made. */
    private static final class Spellings {
        private static final Map<String, Setting> ALL = new HashMap<>();

        static {
            for (var setting : values()) {
                setting.spellings().forEach(name -> ALL.put(name, setting));
            }
        }
    }

    /** Instances started beside each other, as the guides do it, must not write the same files. */
    private static String perInstance(String folder, Function<Setting, String> others) {
        var serverId = others.apply(SERVER_ID);
        return serverId.equals(SERVER_ID.normally(Profile.DEV, others)) ? folder : folder + "/" + serverId;
    }

    private static Bilingual perInstance(String folder) {
        return new Bilingual(
                folder + "，SERVER_ID 不是 server-1 时再加 /SERVER_ID",
                folder + ", and /SERVER_ID below it unless that is server-1");
    }

    private static String twice(String number) {
        return Long.toString(2 * Long.parseLong(number));
    }

    private static int threads(int perCore) {
        return Math.max(6, perCore * Runtime.getRuntime().availableProcessors());
    }

    private static String origin(String text) throws BadValue {
        if (!text.equals("*") && !text.matches("https?://[^/\\s,*]+")) {
            throw new BadValue(
                    new Bilingual("应为 https://主机[:端口]，没有路径", "must be https://host[:port] without a path"),
                    Bilingual.same("https://app.example.com"));
        }
        return text;
    }

    private static Rule amount() {
        return Rule.matching("\\d{1,9}(\\.\\d{1,6})?", new Bilingual("金额，如 12.50", "amount, as 12.50"), "12.50");
    }

    private static String price(String text) throws BadValue {
        if (!text.matches("[^=,\\s][^,]*=\\s*\\d{1,9}(\\.\\d{1,6})?(/\\d{1,9}(\\.\\d{1,6})?)?")) {
            throw new BadValue(
                    new Bilingual("应为 模型=输入价/输出价", "must be model=input/output"), Bilingual.same("deepseek-chat=2/8"));
        }
        return text;
    }

    private static String role(String text) throws BadValue {
        var role = text.toLowerCase(Locale.ROOT);
        if (!List.of("viewer", "operator", "admin", "owner").contains(role)) {
            throw new BadValue(
                    new Bilingual(
                            "“" + text + "” 不是角色：viewer、operator、admin、owner",
                            "holds \"" + text + "\", which is no role: viewer, operator, admin, owner"),
                    Bilingual.same("staff=viewer, steward-admins=admin"));
        }
        return role;
    }

    private static String zone(String text) throws BadValue {
        if (!ZoneId.getAvailableZoneIds().contains(text)) {
            throw new BadValue(new Bilingual("没有这个时区", "is no known time zone"), Bilingual.same("Asia/Shanghai"));
        }
        return text;
    }

    private static String hostMaybePort(String text) throws BadValue {
        if (!text.matches("([0-9A-Za-z.-]+|\\[[0-9A-Fa-f:.]+])(:\\d{1,5})?")) {
            throw new BadValue(
                    new Bilingual(
                            "应为主机或 主机:端口，没有 http:// 和路径", "must be a host or host:port, without http:// and path"),
                    Bilingual.same("hooks.internal:8080"));
        }
        return text;
    }

    private static String network(String text) throws BadValue {
        if (!text.matches("[0-9A-Fa-f.:]+(/\\d{1,3})?")) {
            throw new BadValue(
                    new Bilingual("应为 IP 或网段", "must be an address or a network"), Bilingual.same("10.0.0.0/8"));
        }
        return text;
    }
}
