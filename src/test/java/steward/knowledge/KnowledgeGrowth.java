package steward.knowledge;

import java.time.Clock;
import java.util.List;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import steward.platform.database.Ids;

/**
 * Adds many documents as rows, by the room's own code but two hundred in a transaction instead of one. For a database
 * whose instances are stopped; their indexes follow at the next start.
 */
public final class KnowledgeGrowth {
    private static final int AT_ONCE = 200;

    private KnowledgeGrowth() {}

    /** @param text of the document with this number; every one differs */
    public static void grow(DataSource rows, int from, int to, IntFunction<String> text) {
        var database = new TestDatabase(rows);
        var knowledge = new KnowledgeBase(null, null, null, new Ids(Clock.systemUTC()), Clock.systemUTC());
        for (var first = from; first < to; first += AT_ONCE) {
            var begin = first;
            var end = Math.min(to, first + AT_ONCE);
            database.call(entities -> {
                for (var number = begin; number < end; number++) {
                    var document = KnowledgeHouse.document("Growth " + number, text.apply(number), List.of());
                    knowledge.add(
                            entities,
                            document,
                            PreparedText.of(TextFormat.TEXT, document.content(), document.title(), null));
                }
                return end;
            });
        }
        database.close();
    }
}
