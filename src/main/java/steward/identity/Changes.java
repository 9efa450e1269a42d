package steward.identity;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What the audit tells of an account: the fields that somebody sets, without those that are not set. Immutable. */
final class Changes {
    private Changes() {}

    static Map<String, Object> of(User user) {
        var fields = limits(user.limits());
        put(fields, "username", user.username());
        put(fields, "display_name", user.displayName());
        put(fields, "role", user.role().label());
        put(fields, "disabled", user.disabled());
        put(fields, "team_id", user.teamId());
        return fields;
    }

    static Map<String, Object> of(KeyRecord key) {
        var fields = limits(new Limits.Level(key.userId(), key.rpm(), key.tpm(), key.maxConcurrent()));
        put(fields, "name", key.name());
        put(fields, "tail", key.tail());
        put(fields, "scopes", sorted(key.scopes().stream().map(Scope::label).toList()));
        put(fields, "models", sorted(key.models()));
        put(fields, "ip_allow", sorted(key.ipAllow()));
        put(fields, "expires_at", key.expiresAt());
        return fields;
    }

    static Map<String, Object> of(Team team) {
        var fields = limits(team.limits());
        put(fields, "name", team.name());
        put(fields, "organisation_id", team.organisationId());
        return fields;
    }

    private static Map<String, Object> limits(Limits.Level limits) {
        var fields = new HashMap<String, Object>();
        put(fields, "rpm", limits.rpm());
        put(fields, "tpm", limits.tpm());
        put(fields, "max_concurrent", limits.maxConcurrent());
        return fields;
    }

    private static String sorted(Collection<String> words) {
        return words.isEmpty() ? null : String.join(" ", words.stream().sorted().toList());
    }

    private static void put(Map<String, Object> fields, String name, Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
