package steward.identity;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import steward.platform.database.Ids;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Users' keys: everybody their own, administrators those of all whom they look after; another's is not found. No key gives
 * more than its maker has: one that was made, changed or renewed by another key neither does more, nor lasts longer, nor is good
 * from elsewhere. Blocks; thread-safe.
 */
@ApplicationScoped
class Keys {
    private static final Set<String> CHANGEABLE =
            Users.with(LimitFields.NAMES, "name", "scopes", "models", "expires_at", "ip_allow");
    private static final Set<String> NEW = Users.with(CHANGEABLE, "user_id");
    private static final Set<String> ROTATION = Set.of("overlap_seconds");
    private static final Set<Scope> USUAL = EnumSet.of(Scope.CHAT, Scope.SEARCH, Scope.TASKS);
    private static final int LONGEST_NAME = 120;
    private static final int LONGEST_MODEL = 200;
    private static final int MOST_ENTRIES = 50;
    private static final int TAIL = 4;
    private static final int USUAL_OVERLAP = (int) Duration.ofHours(24).toSeconds();
    private static final int LONGEST_OVERLAP = (int) Duration.ofDays(30).toSeconds();

    private IdentityChanges changes;
    private Ids ids;
    private Clock clock;

    Keys() {} // for the CDI proxy

    @Inject
    Keys(IdentityChanges changes, Ids ids, Clock clock) {
        this.changes = changes;
        this.ids = ids;
        this.clock = clock;
    }

    /** A key and its secret, which is told this once. */
    record Made(KeyRecord key, String secret) {
        @Override
        public String toString() {
            return "Made[" + key.id() + "]";
        }
    }

    /** The actor's own keys, or where they are asked for those of all whom the actor looks after. */
    List<KeyRecord> list(Actor actor, boolean ofAll) {
        return changes.read(connection -> {
            var users = new HashSet<String>();
            for (var user : UserRows.all(connection)) {
                if (actor.is(user) || ofAll && actor.governs(user.role())) {
                    users.add(user.id());
                }
            }
            return KeyRows.all(connection).stream()
                    .filter(key -> users.contains(key.userId()))
                    .toList();
        });
    }

    /** @throws ProblemException not_found (404) */
    KeyRecord find(Actor actor, String id) {
        return changes.read(connection -> existing(connection, actor, id));
    }

    /** @throws ProblemException validation_failed (422), not_found (404) for a user whom the actor does not look after */
    Made add(Actor actor, JsonNode body) {
        var fields = new Fields(body, NEW);
        var owner = fields.id("user_id", actor.caller().userId().orElse(null));
        var secret = KeyRecord.newSecret();
        var maker = maker(actor);
        var blank = new KeyRecord(
                ids.next().toString(),
                owner,
                null,
                Digests.sha256(secret),
                tail(secret),
                null,
                null,
                null,
                Set.of(),
                maker.map(KeyRecord::ipAllow).orElse(List.of()),
                null,
                null,
                null,
                now(),
                maker.map(KeyRecord::expiresAt).orElse(null),
                null,
                null);
        var key = changed(blank, fields, actor);
        fields.errors().throwIfAny();
        maker.ifPresent(own -> {
            requireNoLonger(own, key);
            requireFromNowhereElse(own, key);
        });
        return changes.change((connection, audit) -> {
            requireOwner(connection, actor, owner);
            KeyRows.insert(connection, key);
            audit.accept(actor.did("key.created", key.callerId(), Map.of(), Changes.of(key)));
            return new Made(key, secret);
        });
    }

    /** Changes what is given. */
    KeyRecord change(Actor actor, String id, JsonNode body) {
        var fields = new Fields(body, CHANGEABLE);
        var maker = maker(actor);
        return changes.change((connection, audit) -> {
            var before = existing(connection, actor, id);
            var after = changed(before, fields, actor);
            fields.errors().throwIfAny();
            maker.filter(own -> fields.has("expires_at")).ifPresent(own -> requireNoLonger(own, after));
            maker.filter(own -> fields.has("ip_allow")).ifPresent(own -> requireFromNowhereElse(own, after));
            KeyRows.update(connection, after);
            audit.accept(actor.did("key.changed", after.callerId(), Changes.of(before), Changes.of(after)));
            return after;
        });
    }

    /** A new secret; the old one stays good for a while, a day unless {@code overlap_seconds} says otherwise. */
    Made rotate(Actor actor, String id, JsonNode body) {
        var fields = new Fields(body, ROTATION);
        var overlap = fields.number("overlap_seconds", USUAL_OVERLAP, 0, LONGEST_OVERLAP);
        fields.errors().throwIfAny();
        var secret = KeyRecord.newSecret();
        var maker = maker(actor);
        return changes.change((connection, audit) -> {
            var before = existing(connection, actor, id);
            if (maker.isPresent()) {
                requireNoMore(connection, actor, before);
                requireNoLonger(maker.get(), before);
                requireFromNowhereElse(maker.get(), before);
            }
            var after = rotated(before, secret, overlap == null ? USUAL_OVERLAP : overlap);
            KeyRows.update(connection, after);
            audit.accept(actor.did("key.rotated", after.callerId()));
            return new Made(after, secret);
        });
    }

    /** It is void: here at once, on other instances within seconds. */
    void delete(Actor actor, String id) {
        changes.change((connection, audit) -> {
            existing(connection, actor, id);
            audit.accept(actor.did("key.deleted", "key:" + id));
            return KeyRows.delete(connection, id);
        });
    }

    /** The key that asks; empty where somebody signed in, who gives what they have by their role. */
    private Optional<KeyRecord> maker(Actor actor) {
        return actor.caller()
                .keyId()
                .map(id -> changes.read(connection -> KeyRows.find(connection, id))
                        .orElseThrow(() -> new ProblemException(ProblemType.FORBIDDEN)));
    }

    /** Whoever is told its secret may do what it is for: scopes that its owner's role has, and models. */
    private static void requireNoMore(Connection connection, Actor actor, KeyRecord key) throws SQLException {
        var role = UserRows.find(connection, key.userId()).orElseThrow().role();
        var models = actor.caller().rights().models();
        require(key.scopes().stream().filter(role.scopes()::contains).allMatch(actor.caller()::may));
        require(models.isEmpty() || !key.models().isEmpty() && models.containsAll(key.models()));
    }

    private static void requireNoLonger(KeyRecord maker, KeyRecord key) {
        var until = maker.expiresAt();
        require(until == null || key.expiresAt() != null && !key.expiresAt().isAfter(until));
    }

    private static void requireFromNowhereElse(KeyRecord maker, KeyRecord key) {
        var networks = maker.ipAllow();
        require(networks.isEmpty() || !key.ipAllow().isEmpty() && networks.containsAll(key.ipAllow()));
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new ProblemException(ProblemType.FORBIDDEN);
        }
    }

    private KeyRecord rotated(KeyRecord key, String secret, int overlapSeconds) {
        return new KeyRecord(
                key.id(),
                key.userId(),
                key.name(),
                Digests.sha256(secret),
                tail(secret),
                key.hash(),
                now().plusSeconds(overlapSeconds),
                key.scopes(),
                key.models(),
                key.ipAllow(),
                key.rpm(),
                key.tpm(),
                key.maxConcurrent(),
                key.createdAt(),
                key.expiresAt(),
                key.lastUsedAt(),
                key.lastUsedFrom());
    }

    private KeyRecord changed(KeyRecord key, Fields fields, Actor actor) {
        var limits = LimitFields.of(fields, new LimitFields(key.rpm(), key.tpm(), key.maxConcurrent()));
        return new KeyRecord(
                key.id(),
                key.userId(),
                fields.requiredText("name", key.name(), LONGEST_NAME),
                key.hash(),
                key.tail(),
                key.previousHash(),
                key.previousUntil(),
                scopes(fields, key.scopes(), actor),
                models(fields, key.models(), actor),
                networks(fields, key.ipAllow()),
                limits.rpm(),
                limits.tpm(),
                limits.maxConcurrent(),
                key.createdAt(),
                expiry(fields, key.expiresAt()),
                key.lastUsedAt(),
                key.lastUsedFrom());
    }

    private static Set<Scope> scopes(Fields fields, Set<Scope> otherwise, Actor actor) {
        if (!fields.has("scopes")) {
            return otherwise == null ? within(USUAL, actor) : otherwise;
        }
        var scopes = EnumSet.noneOf(Scope.class);
        var labels = fields.texts("scopes", List.of(), Scope.values().length, LONGEST_NAME);
        for (var at = 0; at < labels.size(); at++) {
            var scope = Scope.labelled(labels.get(at)).filter(actor.caller()::may);
            if (scope.isEmpty()) {
                fields.errors().add("scopes[" + at + "]", "exists");
            }
            scope.ifPresent(scopes::add);
        }
        return scopes;
    }

    private static Set<Scope> within(Set<Scope> wanted, Actor actor) {
        var scopes = EnumSet.copyOf(wanted);
        scopes.removeIf(scope -> !actor.caller().may(scope));
        return scopes;
    }

    private static Set<String> models(Fields fields, Set<String> otherwise, Actor actor) {
        var models = fields.texts("models", List.copyOf(otherwise), MOST_ENTRIES, LONGEST_MODEL);
        var own = actor.caller().rights().models();
        if (!own.isEmpty() && (models.isEmpty() || !own.containsAll(models))) {
            // whoever may ask only some models makes no key that may ask more
            return fields.has("models") ? refused(fields, "models", own) : own;
        }
        models.stream()
                .filter(model -> model.indexOf(',') >= 0)
                .findFirst()
                .ifPresent(model -> fields.errors().add("models", "exists"));
        return Set.copyOf(models);
    }

    private static Set<String> refused(Fields fields, String name, Set<String> otherwise) {
        fields.errors().add(name, "exists");
        return otherwise;
    }

    private static List<String> networks(Fields fields, List<String> otherwise) {
        var networks = fields.texts("ip_allow", otherwise, MOST_ENTRIES, LONGEST_NAME);
        for (var at = 0; at < networks.size(); at++) {
            try {
                AddressRange.of(networks.get(at));
            } catch (IllegalArgumentException notANetwork) {
                fields.errors().add("ip_allow[" + at + "]", "network");
            }
        }
        return networks;
    }

    private Instant expiry(Fields fields, Instant otherwise) {
        if (!fields.has("expires_at")) {
            return otherwise;
        }
        var text = fields.text("expires_at", null, LONGEST_NAME);
        if (text == null) {
            return null;
        }
        try {
            var at = Instant.parse(text).truncatedTo(ChronoUnit.MICROS);
            if (at.isAfter(clock.instant())) {
                return at;
            }
        } catch (DateTimeException notATime) {
            fields.errors().add("expires_at", "future");
            return null;
        }
        fields.errors().add("expires_at", "future");
        return null;
    }

    private static void requireOwner(Connection connection, Actor actor, String userId) throws SQLException {
        var user = userId == null ? Optional.<User>empty() : UserRows.find(connection, userId);
        user.filter(found -> actor.is(found) || actor.governs(found.role()))
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND).with("what", "user"));
    }

    private static KeyRecord existing(Connection connection, Actor actor, String id) throws SQLException {
        var key = Fields.isId(id) ? KeyRows.find(connection, id) : Optional.<KeyRecord>empty();
        if (key.isPresent()) {
            var owner = UserRows.find(connection, key.get().userId()).orElseThrow();
            if (actor.is(owner) || actor.governs(owner.role())) {
                return key.get();
            }
        }
        throw new ProblemException(ProblemType.NOT_FOUND).with("what", "key");
    }

    private static String tail(String secret) {
        return secret.substring(secret.length() - TAIL);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
