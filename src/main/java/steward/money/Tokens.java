package steward.money;

/**
 * What a call took.
 *
 * @param prompt of what was sent to the model
 * @param completion of what came back
 */
public record Tokens(long prompt, long completion) {
    public static final Tokens NONE = new Tokens(0, 0);

    public long total() {
        return prompt + completion;
    }
}
