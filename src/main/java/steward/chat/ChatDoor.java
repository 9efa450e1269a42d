package steward.chat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import steward.identity.Caller;
import steward.platform.http.JsonText;
import steward.platform.http.RequestContext;
import steward.platform.problem.ProblemException;

/** The way to the {@link Assistant} for doors outside of this room. Thread-safe; holds no thread while it waits. */
@ApplicationScoped
public class ChatDoor {
    private Assistant assistant;

    ChatDoor() {} // for the CDI proxy

    @Inject
    ChatDoor(Assistant assistant) {
        this.assistant = assistant;
    }

    /**
     * Begins to answer; events may come before this returns.
     *
     * @param question in JSON, as {@code POST /api/chat} takes it
     * @return stops the answer: its upstream call is closed unless others wait for it too
     * @throws ProblemException malformed_json (400), validation_failed (422)
     */
    public Runnable ask(byte[] question, Caller caller, RequestContext context, AnswerEvents events) {
        var asked = JsonText.read(question, Question.class).validated().streaming();
        var answering = assistant.answer(asked, caller, context, new EventfulAnswer(context, events));
        return answering::cancel;
    }
}
