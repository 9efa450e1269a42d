package steward.task;

/** How a handler says that a run has failed, with a code that programs can switch on and a line for a person. */
public class TaskFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final boolean permanent;

    /**
     * @param code such as {@code file_encrypted}
     * @param message for a person; nothing secret
     * @param permanent whether another run cannot help
     */
    public TaskFailure(String code, String message, boolean permanent) {
        super(message);
        this.code = code;
        this.permanent = permanent;
    }

    public String code() {
        return code;
    }

    public boolean permanent() {
        return permanent;
    }
}
