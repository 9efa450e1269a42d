package steward.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everybody who may ask, at one moment, in the heap: a key or token is known without asking the database. Immutable.
 *
 * <p>Keys are found by the hash of what was shown, so that neither the time nor the memory tells one.
 */
final class Directory {
    static final Directory EMPTY = new Directory(-1, List.of(), List.of(), List.of(), List.of(), Set.of(), Map.of());

    private final long changeNo;
    private final Map<String, Organisation> organisations = new HashMap<>();
    private final Map<String, Team> teams = new HashMap<>();
    private final Map<String, Known> users = new HashMap<>();
    private final Map<String, KnownKey> keys = new HashMap<>();
    private final Map<String, Rights> byCaller = new HashMap<>();
    private final Set<String> endedSessions;
    private final Map<String, Set<String>> grants;

    private record Known(User user, Rights rights) {}

    private record KnownKey(KeyRecord key, Rights rights, List<AddressRange> networks) {}

    /**
     * @param endedSessions ids of sessions that ended before their tokens did
     * @param grants whoever may read a collection, by the collection's id; those that are not here are everybody's
     */
    Directory(
            long changeNo,
            List<Organisation> organisations,
            List<Team> teams,
            List<User> users,
            List<KeyRecord> keys,
            Set<String> endedSessions,
            Map<String, Set<String>> grants) {
        this.changeNo = changeNo;
        this.endedSessions = Set.copyOf(endedSessions);
        this.grants = Map.copyOf(grants);
        organisations.forEach(organisation -> this.organisations.put(organisation.id(), organisation));
        teams.forEach(team -> this.teams.put(team.id(), team));
        users.forEach(this::add);
        keys.forEach(this::add);
    }

    private void add(User user) {
        var rights = rights(user);
        users.put(user.id(), new Known(user, rights));
        if (!user.disabled()) {
            byCaller.put(user.callerId(), rights);
        }
    }

    private void add(KeyRecord key) {
        var owner = users.get(key.userId());
        if (owner == null) {
            return;
        }
        var networks = key.ipAllow().stream().map(AddressRange::of).toList();
        var known = new KnownKey(key, rights(key, owner), networks);
        keys.put(key.hash(), known);
        if (!owner.user().disabled()) {
            byCaller.put(key.callerId(), known.rights());
        }
        if (key.previousHash() != null) {
            keys.put(key.previousHash(), known);
        }
    }

    /** The last change that it holds; -1 before anything was read. */
    long changeNo() {
        return changeNo;
    }

    /** The collections that are not everybody's; null while nothing is known. */
    Set<String> closedCollections() {
        return changeNo < 0 ? null : grants.keySet();
    }

    /** Whoever may read a collection; empty where everybody may. */
    Set<String> readers(String collectionId) {
        return grants.getOrDefault(collectionId, Set.of());
    }

    /** The caller of this id, as for one who shows nothing new; empty for one without an account. */
    Optional<Caller> caller(String callerId) {
        return Optional.ofNullable(byCaller.get(callerId)).map(rights -> new Caller(callerId, true, false, rights));
    }

    Optional<User> user(String id) {
        return Optional.ofNullable(users.get(id)).map(Known::user);
    }

    /** The user of a token, if it was signed for what they are now and has not been ended. */
    Optional<Caller> callerOf(Tokens.Signed token, boolean local) {
        var known = users.get(token.userId());
        return known == null
                        || known.user().disabled()
                        || known.user().tokenVersion() != token.version()
                        || endedSessions.contains(token.sessionId())
                ? Optional.empty()
                : Optional.of(new Caller(known.user().callerId(), true, local, known.rights()));
    }

    /** Whoever has this key, if it is good now and from there. */
    Optional<Caller> callerOf(String keyHash, String address, Instant now, boolean local) {
        var known = keys.get(keyHash);
        return known == null || !isGood(known, keyHash, address, now)
                ? Optional.empty()
                : Optional.of(new Caller(known.key().callerId(), true, local, known.rights()));
    }

    private boolean isGood(KnownKey known, String hash, String address, Instant now) {
        var key = known.key();
        var current = hash.equals(key.hash()) || key.previousUntil() != null && now.isBefore(key.previousUntil());
        return current
                && !users.get(key.userId()).user().disabled()
                && (key.expiresAt() == null || now.isBefore(key.expiresAt()))
                && (known.networks().isEmpty()
                        || known.networks().stream().anyMatch(network -> network.contains(address)));
    }

    private Rights rights(User user) {
        var scopes = user.role().scopes();
        var levels = limits(Stream.of(), user);
        return new Rights(user.id(), null, user.teamId(), user.role(), scopes, Set.of(), levels)
                .hiding(hidden(user.role(), scopes, levels));
    }

    private Rights rights(KeyRecord key, Known owner) {
        var user = owner.user();
        var scopes = EnumSet.noneOf(Scope.class);
        scopes.addAll(key.scopes());
        scopes.retainAll(user.role().scopes());
        var levels = limits(Stream.of(key.limits()), user);
        return new Rights(user.id(), key.id(), user.teamId(), user.role(), Set.copyOf(scopes), key.models(), levels)
                .hiding(hidden(user.role(), scopes, levels));
    }

    /** Administrators see all collections; others those that are open, or opened to them, their team or organisation. */
    private Set<String> hidden(Role role, Set<Scope> scopes, Limits levels) {
        if (role.includes(Role.ADMIN) && scopes.contains(Scope.ADMIN)) {
            return Set.of();
        }
        var owners = levels.levels().stream().map(Limits.Level::owner).toList();
        return grants.entrySet().stream()
                .filter(grant -> Collections.disjoint(grant.getValue(), owners))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private Limits limits(Stream<Limits.Level> above, User user) {
        var levels = new ArrayList<>(above.toList());
        levels.add(user.limits());
        var team = user.teamId() == null ? null : teams.get(user.teamId());
        if (team != null) {
            levels.add(team.limits());
            var organisation = team.organisationId() == null ? null : organisations.get(team.organisationId());
            if (organisation != null) {
                levels.add(organisation.limits());
            }
        }
        return new Limits(levels);
    }
}
