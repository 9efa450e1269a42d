package steward.identity;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import steward.identity.OidcFailure.Reason;
import steward.platform.config.Pairs;

/**
 * What the groups of the enterprise's server mean here. Groups that mean nothing are not even kept, however many a token
 * names. Immutable.
 *
 * @param claim where a token lists them, with dots between its levels
 * @param roles by group; empty where roles are given here only
 * @param teams names of teams by group, the first that counts first; empty where teams are given here only
 * @param otherwise the role of whoever is in no group that has one; empty where they are not let in
 */
record OidcGroups(String claim, Map<String, Role> roles, Map<String, String> teams, Optional<Role> otherwise) {
    /** OpenID Connect Core, section 5.6.2: claims that stand elsewhere, as Entra has it for a person of many groups. */
    private static final String ELSEWHERE = "_claim_names";

    OidcGroups {
        roles = Map.copyOf(roles);
    }

    /** As the settings are written. */
    static OidcGroups of(String claim, String roles, String teams, String otherwise) {
        var byGroup = new LinkedHashMap<String, Role>();
        Pairs.of(roles)
                .forEach((group, role) -> byGroup.put(
                        group,
                        Role.labelled(role).orElseThrow(() -> new IllegalArgumentException("no role: " + role))));
        return new OidcGroups(claim, byGroup, Pairs.of(teams), Role.labelled(otherwise));
    }

    /** Where roles and teams are given here only. */
    static OidcGroups none(Role first) {
        return new OidcGroups("groups", Map.of(), Map.of(), Optional.of(first));
    }

    /** Whether groups mean anything here. */
    boolean matter() {
        return giveRoles() || giveTeams();
    }

    boolean giveRoles() {
        return !roles.isEmpty();
    }

    boolean giveTeams() {
        return !teams.isEmpty();
    }

    /**
     * Those of a token's groups that mean something. One text is one group; what is no text is none.
     *
     * @throws OidcFailure where the token says that they are to be asked for elsewhere: whoever has too many groups for a
     *     token has not left any
     */
    Set<String> in(Map<String, Object> claims) {
        if (!matter()) {
            return Set.of();
        }
        var found = find(claims, claim);
        if (found == null && isElsewhere(claims)) {
            throw new OidcFailure(Reason.OVERAGE, "the token names no groups, as they are too many: " + claim);
        }
        return texts(found)
                .filter(group -> roles.containsKey(group) || teams.containsKey(group))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Stream<String> texts(Object value) {
        var values = value instanceof Collection<?> several
                ? several
                : Stream.ofNullable(value).toList();
        return values.stream().filter(String.class::isInstance).map(String.class::cast);
    }

    /** A name with dots is itself, or else leads a level down at each of them; null where there is none. */
    private static Object find(Map<?, ?> level, String path) {
        var here = level.get(path);
        for (var dot = path.indexOf('.'); here == null && dot > 0; dot = path.indexOf('.', dot + 1)) {
            if (level.get(path.substring(0, dot)) instanceof Map<?, ?> below) {
                here = find(below, path.substring(dot + 1));
            }
        }
        return here;
    }

    private boolean isElsewhere(Map<String, Object> claims) {
        return claims.get(ELSEWHERE) instanceof Map<?, ?> names
                && (names.containsKey(claim) || names.containsKey(claim.replaceFirst("\\..*", "")));
    }

    boolean letIn(Set<String> groups) {
        return otherwise.isPresent() || groups.stream().anyMatch(roles::containsKey);
    }

    /** The highest role of these groups; the least of all for whoever is not let in. */
    Role role(Set<String> groups) {
        return groups.stream()
                .map(roles::get)
                .filter(Objects::nonNull)
                .max(Role::compareTo)
                .or(() -> otherwise)
                .orElse(Role.VIEWER);
    }

    /** The names of their teams, the one that counts first. */
    List<String> teams(Set<String> groups) {
        return teams.entrySet().stream()
                .filter(team -> groups.contains(team.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
