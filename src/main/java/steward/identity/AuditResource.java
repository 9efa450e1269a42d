package steward.identity;

import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import steward.platform.concurrent.BlockingWork;
import steward.platform.http.Administration;
import steward.platform.http.Paging;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** {@code /admin/api/audit}: what was done, for administrators. Nothing here changes it. */
@Path("audit")
@Administration
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {
    private static final int MOST_EXPORTED = 10_000;
    private static final String MOMENT = "\\d{4}(-\\d{2}(-\\d{2}(T\\d{2}(:\\d{2}(:\\d{2}(\\.\\d{1,6})?Z?)?)?)?)?)?";

    private AuditRepository entries;
    private Audit audit;
    private BlockingWork blocking;

    @Context
    private HttpServletRequest request;

    AuditResource() {} // for the CDI proxy

    @Inject
    AuditResource(AuditRepository entries, Audit audit, BlockingWork blocking) {
        this.entries = entries;
        this.audit = audit;
        this.blocking = blocking;
    }

    /** The entries, latest first. */
    @GET
    public CompletionStage<Page> list(
            @QueryParam("who") String who,
            @QueryParam("action") String action,
            @QueryParam("object") String object,
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("limit") String limit,
            @QueryParam("cursor") String cursor) {
        var filter = filter(who, action, object, from, to);
        var most = Paging.limit(limit);
        var before = Optional.ofNullable(cursor).map(AuditResource::seq);
        return blocking.call(() -> page(entries.page(filter, before, most + 1), most));
    }

    /** The latest entries as JSON lines, for another system to keep. The export is an entry itself. */
    @GET
    @Path("export")
    @Produces("application/x-ndjson")
    public CompletionStage<Response> export(
            @QueryParam("who") String who,
            @QueryParam("action") String action,
            @QueryParam("object") String object,
            @QueryParam("from") String from,
            @QueryParam("to") String to) {
        var filter = filter(who, action, object, from, to);
        return audit.record(AuditEvent.of(request, "audit.export", "audit"))
                .thenCompose(recorded -> blocking.call(() -> {
                    var lines = new ByteArrayOutputStream();
                    for (var entry : entries.page(filter, Optional.empty(), MOST_EXPORTED)) {
                        lines.writeBytes(Json.bytes(Item.of(entry)));
                        lines.write('\n');
                    }
                    return Response.ok(lines.toByteArray(), "application/x-ndjson;charset=UTF-8")
                            .header("Content-Disposition", "attachment; filename=\"audit.jsonl\"")
                            .build();
                }));
    }

    /** Reads the whole chain and says whether it is as it was written. */
    @GET
    @Path("verify")
    public CompletionStage<AuditRepository.Verdict> verify() {
        return blocking.call(entries::verify);
    }

    private static AuditRepository.AuditFilter filter(
            String who, String action, String object, String from, String to) {
        return new AuditRepository.AuditFilter(
                Optional.ofNullable(who),
                Optional.ofNullable(action),
                Optional.ofNullable(object),
                Optional.ofNullable(moment("from", from)),
                Optional.ofNullable(moment("to", to)));
    }

    private static String moment(String name, String text) {
        if (text != null && !text.matches(MOMENT)) {
            throw new ProblemException(ProblemType.INVALID_REQUEST).field(name, "type", Map.of("expected", "day"));
        }
        return text;
    }

    private static long seq(String cursor) {
        try {
            return Long.parseLong(Paging.cursor(cursor, 1).get(0));
        } catch (NumberFormatException notOurs) {
            throw new ProblemException(ProblemType.INVALID_REQUEST, notOurs).field("cursor", "cursor", Map.of());
        }
    }

    private static Page page(List<AuditEntry> found, int limit) {
        var items = found.stream().limit(limit).map(Item::of).toList();
        if (found.size() <= limit) {
            return new Page(items, null);
        }
        return new Page(
                items, Paging.cursor(List.of(Long.toString(found.get(limit - 1).seq()))));
    }

    /** @param nextCursor null on the last page */
    record Page(List<Item> items, String nextCursor) {}

    /** @param change for each field that changed, what it was and what it is */
    record Item(
            long seq,
            String at,
            String who,
            String address,
            String action,
            String object,
            @JsonRawValue String change,
            String requestId,
            String outcome,
            String hash) {
        static Item of(AuditEntry entry) {
            var event = entry.event();
            return new Item(
                    entry.seq(),
                    entry.at(),
                    event.who(),
                    event.address(),
                    event.action(),
                    event.object(),
                    event.change(),
                    event.requestId(),
                    event.outcome(),
                    entry.hash());
        }
    }
}
