package steward.identity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import steward.platform.config.Secret;
import steward.platform.http.RequestContext;
import steward.platform.json.Json;

/**
 * Something that somebody did and that is to be remembered. Immutable.
 *
 * @param who the caller's id, or {@code system}
 * @param address where they did it from; empty where that is unknown
 * @param action what they did, such as {@code key.create}
 * @param object to what, such as {@code key:3f2a…}; never a secret
 * @param change JSON: for each field that changed, what it was and what it is; secrets masked
 * @param requestId as in {@code X-Request-Id}; empty where there was no request
 * @param outcome {@code ok}, {@code refused} or {@code failed}
 */
public record AuditEvent(
        String who, String address, String action, String object, String change, String requestId, String outcome) {
    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(?:password|passwd|secret|token|hash|salt|credential|cookie|api_?key|private).*");
    private static final String NO_CHANGE = "{}";
    private static final int LONGEST_WHO = 150;
    private static final int LONGEST_ADDRESS = 60;
    private static final int LONGEST_OBJECT = 200;
    private static final int LONGEST_REQUEST_ID = 64;
    private static final int LONGEST_CHANGE = 20_000;

    public AuditEvent {
        who = fitting(who, LONGEST_WHO);
        address = fitting(address, LONGEST_ADDRESS);
        object = fitting(object, LONGEST_OBJECT);
        requestId = fitting(requestId, LONGEST_REQUEST_ID);
        change = change.length() > LONGEST_CHANGE ? "{\"…\":\"too long to be kept\"}" : change;
    }

    /** What the caller of a request did, and it went well. */
    public static AuditEvent of(HttpServletRequest request, String action, String object) {
        var caller = Caller.of(request);
        var context = RequestContext.of(request);
        return new AuditEvent(
                caller == null ? "" : caller.id(),
                ClientAddress.known(request),
                action,
                object,
                NO_CHANGE,
                context == null ? "" : context.id(),
                "ok");
    }

    /** What the application did by itself. */
    public static AuditEvent ofTheSystem(String action, String object) {
        return done("system", "", action, object);
    }

    /** What somebody did from somewhere, and it went well. */
    static AuditEvent done(String who, String address, String action, String object) {
        return new AuditEvent(who, address, action, object, NO_CHANGE, "", "ok");
    }

    /** What somebody did that is about themselves, such as to sign in. */
    static AuditEvent ofOneself(String who, String address, String action) {
        return done(who, address, action, who);
    }

    /**
     * The same, with what it changed. Only fields that differ are kept; a value whose name sounds like a secret, or that
     * is a {@link Secret}, is masked on both sides.
     *
     * @param before empty for what is new
     * @param after empty for what is gone
     */
    public AuditEvent changed(Map<String, ?> before, Map<String, ?> after) {
        var change = Json.mapper().createObjectNode();
        var names = new LinkedHashSet<String>(before.keySet());
        names.addAll(after.keySet());
        for (var name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                var field = change.putObject(name);
                put(field, "before", name, before.get(name));
                put(field, "after", name, after.get(name));
            }
        }
        return new AuditEvent(who, address, action, object, change.toString(), requestId, outcome);
    }

    /** The same, done by another: for a login, whose caller is known only afterwards. */
    public AuditEvent by(String whoReally) {
        return new AuditEvent(whoReally, address, action, object, change, requestId, outcome);
    }

    /** The same, from the address that proxies tell. */
    public AuditEvent from(String realAddress) {
        return new AuditEvent(who, realAddress, action, object, change, requestId, outcome);
    }

    /** The same, as part of this request. */
    AuditEvent within(String request) {
        return new AuditEvent(who, address, action, object, change, request, outcome);
    }

    /** The same, but it came to another end. */
    public AuditEvent ended(String otherOutcome) {
        return new AuditEvent(who, address, action, object, change, requestId, otherOutcome);
    }

    /** As a column and a line of the log can hold it: one bad entry must not stop those behind it. */
    private static String fitting(String text, int longest) {
        var line = text == null ? "" : text.replaceAll("\\p{Cntrl}", "�");
        return line.length() > longest ? line.substring(0, longest - 1) + '…' : line;
    }

    private static void put(ObjectNode field, String side, String name, Object value) {
        if (value == null) {
            return;
        }
        var isSecret = value instanceof Secret || SECRET_NAME.matcher(name).matches();
        field.set(side, Json.mapper().valueToTree(isSecret ? Secret.MASK : value));
    }
}
