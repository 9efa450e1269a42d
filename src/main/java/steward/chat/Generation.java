package steward.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import steward.admission.Entry;
import steward.admission.Permit;
import steward.cache.Flight;
import steward.knowledge.Passage;
import steward.model.ExtractiveAnswer;
import steward.model.ModelCall;
import steward.model.ModelListener;
import steward.model.ModelOutcome;
import steward.model.ModelRequest;
import steward.model.ModelRoute;
import steward.money.Bill;
import steward.money.Purchase;
import steward.money.Tokens;
import steward.platform.http.ProblemResponse;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;

/**
 * One answer being made: the gate, the knowledge, the prompt, the model. Its permit is given back on every way out: when
 * it lands, when it fails, and when nobody waits for it any more.
 */
final class Generation {
    private final Generations house;
    private final Asked asked;
    private final Flight flight;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Permit permit;
    private volatile ModelCall call;
    private volatile Reply reply;
    private Entry entry;

    Generation(Generations house, Asked asked, Flight flight) {
        this.house = house;
        this.asked = asked;
        this.flight = flight;
    }

    void start() {
        var begin = System.nanoTime();
        entry = house.gate().enter(asked.caller().id());
        flight.onAbandoned(this::abandon);
        var let = entry.permit().toCompletableFuture();
        if (let.isDone()) {
            let.whenComplete((given, refused) -> enter(given, refused, begin));
        } else {
            // whoever made room has other things to do than our search
            let.whenCompleteAsync((given, refused) -> enter(given, refused, begin), house.executor());
        }
    }

    private void enter(Permit given, Throwable refused, long begin) {
        if (refused != null) {
            crash(ProblemResponse.problem(refused));
            return;
        }
        permit = given;
        asked.context().took("queue", System.nanoTime() - begin);
        try {
            generate();
        } catch (RuntimeException failure) {
            crash(ProblemResponse.problem(failure));
        }
    }

    private void generate() {
        var route = house.route(asked.question());
        var passages = search();
        if (route.isPresent()) {
            askModel(route.get(), passages);
        } else {
            extract(passages, false);
        }
    }

    private List<Passage> search() {
        var begin = System.nanoTime();
        var passages = house.passages(asked);
        asked.context().took("kb", System.nanoTime() - begin);
        return passages;
    }

    private void extract(List<Passage> passages, boolean fallback) {
        var extract = ExtractiveAnswer.to(asked.question().text(), sources(passages));
        house.till().free(asked.caller(), Generations.EXTRACTIVE_MODEL);
        var citations = cited(numbered(passages), extract.cited());
        var text = extract.numberedFromOne().text();
        var beginning = new Beginning(
                Answer.EXTRACTIVE, Generations.EXTRACTIVE_MODEL, "steward", fallback ? true : null, citations);
        flight.append(Piece.of(beginning));
        flight.append(Piece.of(text));
        land(beginning, text, citations, Answer.Usage.NONE);
    }

    private void askModel(ModelRoute route, List<Passage> found) {
        var passages = found.stream().anyMatch(Passage::isRelevant) ? found : List.<Passage>of();
        var citations = numbered(passages);
        var request = ModelRequest.chat(
                route, body(route, citations), asked.question().streams());
        house.till()
                .open(purchase(route, citations))
                .whenComplete((bill, refused) -> ask(request, new Reply(route, found, citations, bill), refused));
    }

    private Purchase purchase(ModelRoute route, List<Answer.Citation> citations) {
        var most = asked.question().maxTokens();
        return new Purchase(
                asked.caller(),
                route.model(),
                () -> promptTokens(route, citations),
                most == null ? null : most.longValue(),
                asked.context()::header);
    }

    private void ask(ModelRequest request, Reply let, Throwable refused) {
        if (refused != null) {
            crash(ProblemResponse.problem(refused));
            return;
        }
        reply = let;
        if (over.get()) {
            let.bill.close(Tokens.NONE, true);
            return;
        }
        try {
            call = house.models().send(request, let);
        } catch (RuntimeException failure) {
            let.bill.close(Tokens.NONE, true);
            crash(ProblemResponse.problem(failure));
            return;
        }
        if (over.get()) {
            call.cancel();
        }
    }

    private int promptTokens(ModelRoute route, List<Answer.Citation> citations) {
        return house.tokens(
                route,
                Prompt.messages(asked.earlier(), asked.question().text(), citations)
                        .toString());
    }

    private byte[] body(ModelRoute route, List<Answer.Citation> citations) {
        var question = asked.question();
        var body = Json.mapper().createObjectNode().put("model", route.upstreamModel());
        body.set("messages", Prompt.messages(asked.earlier(), question.text(), citations));
        if (question.temperature() != null) {
            body.put("temperature", question.temperature());
        }
        if (question.maxTokens() != null) {
            body.put("max_tokens", question.maxTokens());
        }
        if (question.streams()) {
            body.put("stream", true);
            body.putObject("stream_options").put("include_usage", true);
        }
        return Json.bytes(body);
    }

    private void land(Beginning beginning, String text, List<Answer.Citation> citations, Answer.Usage usage) {
        var answer = new Answer(
                text,
                beginning.mode(),
                beginning.model(),
                beginning.provider(),
                beginning.fallback(),
                citations,
                usage);
        var body = Json.bytes(answer);
        house.keep(asked, answer, body);
        if (finish()) {
            flight.land(body);
        }
    }

    private void crash(ProblemException problem) {
        if (finish()) {
            flight.crash(problem);
        }
    }

    private void abandon() {
        if (finish()) {
            entry.cancel();
            var running = call;
            if (running != null) {
                running.cancel();
            }
            var left = reply;
            if (left != null) {
                // the provider asks to be paid for what it read and wrote until now
                left.bill.close(left::tokensSoFar, true);
            }
        }
    }

    private boolean finish() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        var held = permit;
        if (held != null) {
            held.close();
        }
        return true;
    }

    /** The passages that are quoted, numbered from 1 in the order of the text. */
    private static List<Answer.Citation> cited(List<Answer.Citation> passages, List<Integer> order) {
        return order.stream()
                .map(n -> passages.get(n - 1).cited(true).as(order.indexOf(n) + 1))
                .toList();
    }

    private static List<ExtractiveAnswer.Source> sources(List<Passage> passages) {
        var sources = new ArrayList<ExtractiveAnswer.Source>();
        for (var passage : passages) {
            sources.add(new ExtractiveAnswer.Source(
                    sources.size() + 1, passage.title(), passage.heading(), passage.text(), passage.start()));
        }
        return sources;
    }

    private static List<Answer.Citation> numbered(List<Passage> passages) {
        var citations = new ArrayList<Answer.Citation>();
        for (var passage : passages) {
            citations.add(new Answer.Citation(
                    citations.size() + 1,
                    passage.documentId(),
                    passage.title(),
                    passage.chunkId(),
                    passage.start(),
                    passage.end(),
                    passage.score(),
                    false,
                    passage.source(),
                    passage.text()));
        }
        return citations;
    }

    /** What the model says, as it comes. The model's own calls come one at a time. */
    private final class Reply implements ModelListener {
        private final long begin = System.nanoTime();
        private final ModelRoute route;
        private final List<Passage> found;
        private final List<Answer.Citation> citations;
        private final CitationMarks marks;
        private final StringBuilder text = new StringBuilder();
        private final Bill bill;
        private int attempts;
        private Beginning beginning;
        private volatile JsonNode usage;

        /** @param bill null where the call was refused, and this hears of nothing */
        Reply(ModelRoute route, List<Passage> found, List<Answer.Citation> citations, Bill bill) {
            this.bill = bill;
            this.route = route;
            this.found = found;
            this.citations = citations;
            this.marks = new CitationMarks(citations.size());
        }

        @Override
        public void asking(int attempt) {
            attempts = attempt;
        }

        @Override
        public void event(byte[] data) {
            var chunk = Json.tree(data);
            usage = chunk.hasNonNull("usage") ? chunk.get("usage") : usage;
            bill.heard();
            show(marks.pass(chunk.at("/choices/0/delta/content").asText("")));
        }

        @Override
        public void body(byte[] json) {
            var whole = Json.tree(json);
            usage = whole.get("usage");
            show(marks.pass(whole.at("/choices/0/message/content").asText("")));
        }

        private void show(String piece) {
            if (piece.isEmpty()) {
                return;
            }
            begin();
            synchronized (text) {
                text.append(piece);
            }
            flight.append(Piece.of(piece));
        }

        private void begin() {
            if (beginning == null) {
                beginning = new Beginning(Answer.MODEL, route.model(), route.provider(), null, citations);
                flight.attempts(attempts);
                flight.append(Piece.of(beginning));
            }
        }

        @Override
        public void completed(ModelOutcome outcome) {
            show(marks.rest());
            begin();
            asked.context().took("llm", System.nanoTime() - begin);
            var tokens = tokens();
            bill.close(new Tokens(tokens.promptTokens(), tokens.completionTokens()), false);
            land(
                    beginning,
                    text.toString(),
                    citations.stream()
                            .map(citation -> citation.cited(marks.cited(citation.n())))
                            .toList(),
                    tokens);
        }

        @Override
        public void failed(ProblemException problem) {
            asked.context().took("llm", System.nanoTime() - begin);
            if (beginning == null) {
                bill.close(Tokens.NONE, true);
            } else {
                bill.close(this::tokensSoFar, true);
            }
            if (beginning == null && house.fallsBack() && problem.type().status() >= 500) {
                flight.attempts(attempts);
                extract(found, true);
            } else {
                crash(problem);
            }
        }

        private Answer.Usage tokens() {
            var told = usage;
            if (told != null && told.hasNonNull("total_tokens")) {
                return new Answer.Usage(
                        told.path("prompt_tokens").asInt(),
                        told.path("completion_tokens").asInt(),
                        told.path("total_tokens").asInt(),
                        null);
            }
            String said;
            synchronized (text) {
                said = text.toString();
            }
            var prompt = promptTokens(route, citations);
            var completion = house.tokens(route, said);
            return new Answer.Usage(prompt, completion, prompt + completion, true);
        }

        /** Of a call that broke off: what was sent and what was delivered. Any thread may ask. */
        private Tokens tokensSoFar() {
            var tokens = tokens();
            return new Tokens(tokens.promptTokens(), tokens.completionTokens());
        }
    }
}
