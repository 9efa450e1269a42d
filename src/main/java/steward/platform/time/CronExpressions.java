package steward.platform.time;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.parser.CronParser;

/** Cron expressions of five fields (minute first) or six (second first). Stateless. */
public final class CronExpressions {
    private static final int FIELDS_WITHOUT_SECONDS = 5;
    private static final int FIELDS_WITH_SECONDS = 6;

    private CronExpressions() {}

    /** @throws IllegalArgumentException where the text is none */
    public static Cron parse(String expression) {
        var text = expression.strip();
        var fields = text.split("\\s+").length;
        if (fields != FIELDS_WITHOUT_SECONDS && fields != FIELDS_WITH_SECONDS) {
            throw new IllegalArgumentException("a cron expression has five or six fields");
        }
        var type = fields == FIELDS_WITHOUT_SECONDS ? CronType.UNIX : CronType.SPRING53;
        return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type))
                .parse(text)
                .validate();
    }
}
