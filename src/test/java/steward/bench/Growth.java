package steward.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import steward.platform.json.Json;
import steward.server.Instance;

/**
 * What an instance's answers cost as its rows become more: documents first, then ended tasks, then a purge of their
 * results. One caller asks, one request after the other. Prints a table: times at the first size, for the others how many
 * times as long it took. Arguments: the database ({@code postgresql} or {@code h2}), how many tasks, then sizes of the
 * knowledge base, the smallest first. {@code bench/growth.sh} calls it.
 */
public final class Growth {
    private static final int REQUESTS = 200;
    private static final Duration LONGEST_CASE = Duration.ofSeconds(3);
    private static final Duration WARMING_A_CASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PURGE = Duration.ofSeconds(60);
    private static final int REST_SECONDS = 5;
    /** A tenth of the tasks have results that are due to be forgotten. */
    private static final int DUE_SHARE = 10;

    private static final Pattern TOOK = Pattern.compile("took_ms\\W{1,4}(\\d+)");

    private final GrownRows rows;
    private final List<Stage> stages = new ArrayList<>();
    private Instance steward;
    private int number;
    private int documents;

    private Growth(GrownRows rows) {
        this.rows = rows;
    }

    /** Something that is asked again and again; the number differs each time. */
    private interface Request {
        void ask(int number);
    }

    /**
     * What was measured at one size.
     *
     * @param figures by name; of a case its p50 and p99 in milliseconds, else one number
     */
    private record Stage(String name, Map<String, double[]> figures) {
        Stage(String name) {
            this(name, new LinkedHashMap<>());
        }
    }

    public static void main(String... arguments) throws Exception {
        var tasks = Integer.parseInt(arguments[1]);
        var sizes = Arrays.stream(arguments).skip(2).mapToInt(Integer::parseInt).toArray();
        var home = Path.of(System.getProperty("steward.work", "target/growth"), "growth");
        try (var rows = GrownRows.of(arguments[0], home.toAbsolutePath().resolve("data"))) {
            var growth = new Growth(rows);
            try {
                growth.run(sizes, tasks);
            } finally {
                growth.steward.close();
                // also of a run that broke off
                System.out.print(growth.table());
            }
        }
        System.exit(0);
    }

    private void run(int[] sizes, int tasks) throws Exception {
        steward = Instance.start(
                "growth", Instance.settings("DATABASE_URL", rows.url(), "RATE_LIMIT_PER_MINUTE", "1000000"));
        cases().forEach((name, request) -> repeat(request, WARMING_A_CASE));
        for (var size : sizes) {
            grow(size);
            stages.add(measured(thousands(size) + " documents"));
        }
        if (tasks > 0) {
            steward.close();
            rows.tasks(tasks, tasks / DUE_SHARE, rows.owner());
            steward.startAgain();
            stages.add(measured("and " + thousands(tasks) + " ended tasks"));
            stages.add(purging(tasks / DUE_SHARE));
        }
    }

    private static String thousands(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** The index is made anew, as on an instance that was added. */
    private void grow(int size) throws Exception {
        steward.close();
        var begin = System.nanoTime();
        rows.documents(documents, size);
        documents = size;
        note("to " + thousands(size) + " documents", begin);
        delete(steward.home().resolve("data/index"));
        begin = System.nanoTime();
        steward.startAgain();
        note("started", begin);
    }

    private Stage measured(String name) {
        var stage = new Stage(name);
        stage.figures().put("index made at start, ms", new double[] {indexMillis()});
        stage.figures().put("processor at rest, ms a second", new double[] {rest()});
        var cases = cases();
        cases.values().forEach(request -> repeat(request, WARMING_A_CASE));
        cases.forEach((label, request) -> stage.figures().put(label, figures(repeat(request, LONGEST_CASE))));
        stage.figures().put("resident memory, MB", new double[] {residentMegabytes()});
        System.err.println(name + ", load " + load());
        return stage;
    }

    private static String load() {
        return String.format(
                Locale.ROOT,
                "%.1f",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private Map<String, Request> cases() {
        var cases = new LinkedHashMap<String, Request>();
        cases.put("search, Chinese", each -> search(each, true));
        cases.put("search, English", each -> search(each, false));
        cases.put("a document is added", this::add);
        cases.put("chat by extracts", this::chat);
        cases.put("a page of documents", each -> fine(steward.get("/api/knowledge/documents")));
        cases.put("knowledge in numbers", each -> fine(steward.get("/api/knowledge/stats")));
        cases.put("a page of tasks", each -> fine(steward.get("/api/tasks")));
        cases.put("a page of waiting tasks", each -> fine(steward.get("/api/tasks?status=queued")));
        cases.put("the queues", each -> fine(steward.get("/api/queues")));
        cases.put("a task, submitted to done", this::task);
        return cases;
    }

    private Samples repeat(Request request, Duration most) {
        var samples = new Samples();
        var end = System.nanoTime() + most.toNanos();
        for (var done = 0; done < REQUESTS && System.nanoTime() < end; done++) {
            var begin = System.nanoTime();
            request.ask(number++);
            samples.add(System.nanoTime() - begin);
        }
        return samples;
    }

    private static double[] figures(Samples samples) {
        return new double[] {samples.percentile(0.5), samples.percentile(0.99)};
    }

    private void search(int each, boolean isChinese) {
        fine(steward.get("/api/knowledge/search?q="
                + URLEncoder.encode(Words.question(each, isChinese), StandardCharsets.UTF_8)));
    }

    private void add(int each) {
        fine(steward.post("/api/knowledge/add", body(Map.of("content", "Added " + Words.document(-1 - each)))));
    }

    private void chat(int each) {
        fine(steward.post("/api/chat", body(Map.of("message", Words.question(each, each % 2 == 0)))));
    }

    private void task(int each) {
        var payload = Map.of("prompt", Words.question(each, each % 2 == 0));
        var accepted = steward.post("/api/tasks", body(Map.of("type", "chat.complete", "payload", payload)));
        var done = fine(steward.get("/api/tasks/" + fine(accepted).path("id").asText() + "/result?wait=20"));
        if (!done.path("status").asText().equals("succeeded")) {
            throw new IllegalStateException(done.toString());
        }
    }

    /** The same requests while the results of so many tasks are forgotten, as long as that lasts. */
    private Stage purging(int due) {
        var purge = purgeSchedule();
        var cases = cases();
        var samples = new LinkedHashMap<String, Samples>();
        var begin = System.nanoTime();
        fine(steward.post(purge + "/run", ""));
        do {
            cases.forEach((name, request) -> {
                var started = System.nanoTime();
                request.ask(number++);
                samples.computeIfAbsent(name, label -> new Samples()).add(System.nanoTime() - started);
            });
        } while (!isOver(purge) && System.nanoTime() - begin < LONGEST_PURGE.toNanos());
        note(thousands(due) + " results forgotten", begin);
        var stage = new Stage("while " + thousands(due) + " results are purged");
        samples.forEach((name, some) -> stage.figures().put(name, figures(some)));
        stage.figures().put("resident memory, MB", new double[] {residentMegabytes()});
        return stage;
    }

    private String purgeSchedule() {
        for (var schedule : fine(steward.get("/api/schedules")).path("items")) {
            if (schedule.path("name").asText().equals("result-purge")) {
                return "/api/schedules/" + schedule.path("id").asText();
            }
        }
        throw new IllegalStateException("no result-purge");
    }

    private boolean isOver(String schedule) {
        return fine(steward.get(schedule + "/runs"))
                .at("/items/0/status")
                .asText()
                .equals("succeeded");
    }

    private double indexMillis() {
        try {
            var found = TOOK.matcher(Files.readString(steward.home().resolve("logs/app.log")));
            var last = 0.0;
            while (found.find()) {
                last = Double.parseDouble(found.group(1));
            }
            return last;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What the instance and the database take while nobody asks. */
    private double rest() {
        try {
            var pause = new CountDownLatch(1);
            pause.await(REST_SECONDS, TimeUnit.SECONDS); // what the start left to do
            var before = processorMillis();
            pause.await(REST_SECONDS, TimeUnit.SECONDS);
            return (processorMillis() - before) / REST_SECONDS;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private double processorMillis() {
        return Stream.of(rows.server(), ProcessHandle.of(steward.pid()))
                .flatMap(Optional::stream)
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .mapToLong(Duration::toMillis)
                .sum();
    }

    private double residentMegabytes() {
        try (var lines = Files.lines(Path.of("/proc/" + steward.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException notLinux) {
            return 0;
        }
    }

    private static JsonNode fine(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(answer.uri() + " " + answer.statusCode() + " " + answer.body());
        }
        try {
            return Json.mapper().readTree(answer.body());
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    private static String body(Object value) {
        return new String(Json.bytes(value), StandardCharsets.UTF_8);
    }

    private static void note(String what, long begin) {
        System.err.printf("%s: %.1f s%n", what, (System.nanoTime() - begin) / 1e9);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private String table() {
        if (stages.isEmpty()) {
            return "";
        }
        var first = stages.get(0);
        var names = stages.stream()
                .map(stage -> stage == first ? stage.name() + ", p50 / p99 ms" : "× at " + stage.name())
                .collect(Collectors.joining(" | ", "| | ", " |\n"));
        var text = new StringBuilder(names).append("| --- |").append(" ---: |".repeat(stages.size()));
        first.figures()
                .forEach((name, figures) -> text.append("\n| ")
                        .append(name)
                        .append(" | ")
                        .append(cell(figures, null))
                        .append(stages.stream()
                                .skip(1)
                                .map(stage -> " | " + cell(stage.figures().get(name), figures))
                                .collect(Collectors.joining()))
                        .append(" |"));
        return text.append('\n').toString();
    }

    /** @param base what it is divided by, or null */
    private static String cell(double[] figures, double[] base) {
        if (figures == null) {
            return "–";
        }
        var cell = new ArrayList<String>();
        for (var at = 0; at < figures.length; at++) {
            cell.add(
                    base == null
                            ? String.format(Locale.ROOT, "%.1f", figures[at])
                            : String.format(Locale.ROOT, "%.2f", figures[at] / Math.max(base[at], 0.001)));
        }
        return String.join(" / ", cell);
    }
}
