package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import steward.platform.database.Database;
import steward.platform.database.Ids;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * The accounts of people who sign in by the enterprise's server. They are known by issuer and subject, never by a name or
 * an address of mail, which others may come to have: who signs in for the first time gets an account of their own, also
 * where somebody here has the same name already. Only where an operator of this server says that names are the same there
 * and here is the account of that name taken over, and never one that administers. Blocks; thread-safe.
 */
@ApplicationScoped
class OidcAccounts {
    private static final int LONGEST_NAME = 60;

    private OidcConfig config;
    private OidcRights rights;
    private IdentityChanges changes;
    private Ids ids;
    private Clock clock;

    OidcAccounts() {} // for the CDI proxy

    @Inject
    OidcAccounts(OidcConfig config, OidcRights rights, IdentityChanges changes, Ids ids, Clock clock) {
        this.config = config;
        this.rights = rights;
        this.changes = changes;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @param address where they sign in from
     * @throws ProblemException forbidden (403) for an account that is disabled
     * @throws OidcFailure for whoever is in no group that is let in
     */
    User of(OidcProvider.Person person, String address) {
        var known = changes.read(connection -> find(connection, person));
        var user = known.orElseGet(() -> first(person, address));
        if (user.disabled()) {
            throw new ProblemException(ProblemType.FORBIDDEN);
        }
        return rights.inStep(user, person.groups(), address);
    }

    private User first(OidcProvider.Person person, String address) {
        rights.requireLetIn(person.groups());
        return changes.change((connection, audit) -> {
            var meanwhile = find(connection, person);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            var namesake = namesake(connection, person);
            var user = namesake.isPresent() ? namesake.get() : make(connection, person);
            remember(connection, person, user);
            var action = namesake.isPresent() ? "user.linked" : "user.created";
            audit.accept(AuditEvent.ofOneself(user.callerId(), address, action));
            return user;
        });
    }

    private Optional<User> namesake(Connection connection, OidcProvider.Person person) throws SQLException {
        var name = Usernames.normal(person.name());
        return config.linksNames() && name.isPresent()
                ? UserRows.named(connection, name.get())
                        .filter(user -> !user.role().includes(Role.ADMIN))
                : Optional.empty();
    }

    private Optional<User> find(Connection connection, OidcProvider.Person person) throws SQLException {
        var id = Database.first(
                connection,
                "select user_id from oidc_identity where issuer = ? and subject = ?",
                row -> row.getString("user_id"),
                config.issuer(),
                person.subject());
        return id.isEmpty() ? Optional.empty() : UserRows.find(connection, id.get());
    }

    private User make(Connection connection, OidcProvider.Person person) throws SQLException {
        var user = new User(
                ids.next().toString(),
                freeName(connection, person),
                shortened(person.displayName(), 120),
                config.groups().role(person.groups()),
                false,
                0,
                null,
                null,
                null,
                null,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                null);
        UserRows.insert(connection, user, null);
        return user;
    }

    /** In place of an account that was deleted since. */
    private void remember(Connection connection, OidcProvider.Person person, User user) throws SQLException {
        Database.update(
                connection,
                "delete from oidc_identity where issuer = ? and subject = ?",
                config.issuer(),
                person.subject());
        Database.update(
                connection,
                "insert into oidc_identity (issuer, subject, user_id) values (?, ?, ?)",
                config.issuer(),
                person.subject(),
                UUID.fromString(user.id()));
    }

    private static String freeName(Connection connection, OidcProvider.Person person) throws SQLException {
        var wanted = Usernames.normal(shortened(person.name(), LONGEST_NAME)).orElse("user");
        return UserRows.named(connection, wanted).isEmpty()
                ? wanted
                : wanted + "-" + Digests.sha256(person.subject()).substring(0, 10);
    }

    private static String shortened(String text, int longest) {
        return text == null || text.length() <= longest ? text : text.substring(0, longest);
    }
}
