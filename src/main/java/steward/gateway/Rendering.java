package steward.gateway;

import steward.platform.problem.Problem;

/**
 * The words in which one answer leaves: those of the model, or those of another of OpenAI's APIs. Whole answers and pieces
 * are told as {@code /chat/completions} has them. Called by one thread at a time; kept for one answer.
 */
interface Rendering {
    /** As the model tells it. */
    Rendering AS_IT_IS = new Rendering() {};

    /** An answer in one body. */
    default byte[] whole(byte[] answer) {
        return answer;
    }

    /** The frames to send for the next frames of a stream; may be none. */
    default byte[] frames(byte[] piece) {
        return piece;
    }

    /** What is still to be sent when all pieces have been; may be nothing. */
    default byte[] end() {
        return new byte[0];
    }

    /** The last frame of a stream that broke off. */
    default byte[] failed(Problem problem) {
        return Completions.frame(problem.asOpenAiError());
    }
}
