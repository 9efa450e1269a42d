package steward.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import steward.identity.KnownCallers;
import steward.platform.http.RequestContext;
import steward.platform.json.Json;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.task.TaskContext;
import steward.task.TaskHandler;
import steward.task.TaskPostponed;

/**
 * {@code chat.complete}: one question or a batch of them, answered one after the other as the chat would, without a trace in
 * the conversations. Running it again asks again, unless the cache knows the answers.
 */
@ApplicationScoped
class ChatTask implements TaskHandler {
    private static final int MOST_PROMPTS = 500;
    private static final Duration USUAL_WAIT = Duration.ofSeconds(5);

    private Assistant assistant;
    private KnownCallers callers;

    ChatTask() {} // for the CDI proxy

    @Inject
    ChatTask(Assistant assistant, KnownCallers callers) {
        this.assistant = assistant;
        this.callers = callers;
    }

    /**
     * What is asked: {@code prompt}, {@code prompts} or {@code messages}, and how.
     *
     * @param useKnowledge null means true
     */
    record Payload(
            String prompt,
            List<String> prompts,
            List<Question.Line> messages,
            String model,
            Double temperature,
            Integer maxTokens,
            Boolean useKnowledge,
            List<String> collections) {
        List<Question> questions() {
            if (messages != null) {
                return List.of(question(null, messages));
            }
            return (prompts == null ? List.of(String.valueOf(prompt)) : prompts)
                    .stream().map(text -> question(text, null)).toList();
        }

        private Question question(String text, List<Question.Line> lines) {
            return new Question(
                    text,
                    lines,
                    model,
                    null,
                    false,
                    temperature,
                    maxTokens,
                    useKnowledge,
                    collections,
                    null,
                    false,
                    false);
        }
    }

    @Override
    public String type() {
        return "chat.complete";
    }

    @Override
    public void validate(JsonNode payload) {
        var wanted = read(payload);
        var errors = new FieldErrors();
        var given = (wanted.prompt() == null ? 0 : 1)
                + (wanted.prompts() == null ? 0 : 1)
                + (wanted.messages() == null ? 0 : 1);
        if (given != 1) {
            errors.add("payload.prompt", given == 0 ? "required" : "only_one");
        }
        if (wanted.prompts() != null) {
            checkPrompts(wanted.prompts(), errors);
        }
        errors.throwIfAny();
        wanted.questions().forEach(Question::validated);
    }

    private static void checkPrompts(List<String> prompts, FieldErrors errors) {
        if (prompts.isEmpty()) {
            errors.add("payload.prompts", "not_empty");
        } else if (prompts.size() > MOST_PROMPTS) {
            errors.add("payload.prompts", "max_items", Map.of("max", MOST_PROMPTS, "actual", prompts.size()));
        }
        for (var i = 0; i < prompts.size(); i++) {
            errors.text("payload.prompts[" + i + "]", prompts.get(i), Question.MAX_TEXT);
        }
    }

    private static Payload read(JsonNode payload) {
        try {
            return Json.mapper().treeToValue(payload, Payload.class);
        } catch (JsonProcessingException ofAnotherShape) {
            throw new ProblemException(ProblemType.VALIDATION_FAILED, ofAnotherShape)
                    .field("payload", "type", Map.of("expected", "object"));
        }
    }

    @Override
    public Object run(TaskContext task) throws Exception {
        var questions = task.payload(Payload.class).questions();
        var answers = new ArrayList<JsonNode>();
        for (var question : questions) {
            if (task.cancelled()) {
                break;
            }
            answers.add(answer(question, task));
            task.progress(answers.size(), questions.size(), null);
        }
        return Map.of("answers", answers);
    }

    private JsonNode answer(Question question, TaskContext task) throws InterruptedException, ExecutionException {
        var heard = new Heard();
        var answering = assistant.answer(
                question,
                callers.of(task.owner()),
                RequestContext.ofWork(task.id().toString()),
                heard);
        task.onCancel(() -> {
            answering.cancel();
            heard.whole.cancel(false);
        });
        try {
            return heard.whole.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof ProblemException problem) {
                throw told(problem);
            }
            throw failed;
        }
    }

    /** A model that is away, or a door that is full, is nobody's failure: the task waits. */
    private static RuntimeException told(ProblemException problem) {
        return switch (problem.type()) {
            case MODEL_UNAVAILABLE, SERVER_BUSY ->
                new TaskPostponed(
                        problem.retryAfter().orElse(USUAL_WAIT), problem.type().code());
            default -> problem;
        };
    }

    /** Waits for the whole answer. */
    private static final class Heard implements AnswerListener {
        private final CompletableFuture<JsonNode> whole = new CompletableFuture<>();

        @Override
        public void status(CacheStatus status) {
            // only the answer matters
        }

        @Override
        public void conversation(UUID id) {
            // nothing is remembered
        }

        @Override
        public void began(Beginning beginning) {
            // only the answer matters
        }

        @Override
        public void delta(String text) {
            // only the answer matters
        }

        @Override
        public void finished(Finished answer) {
            whole.complete(answer.tree());
        }

        @Override
        public void failed(ProblemException problem) {
            whole.completeExceptionally(problem);
        }
    }
}
