package steward.command;

import java.util.List;
import steward.platform.config.Bilingual;

/** One word of the command line and what it does. */
interface Command {
    /** The word itself. */
    String name();

    /** The word with the options it takes, as help shows it. */
    default String usage() {
        return name();
    }

    /** One sentence for help; empty for what only the start script calls. */
    Bilingual help();

    /** Does it and returns the exit code. */
    int run(List<String> arguments);
}
