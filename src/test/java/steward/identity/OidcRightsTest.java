package steward.identity;

import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import steward.identity.OidcFailure.Reason;
import steward.platform.config.Secret;
import steward.platform.database.Database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Role and team of whoever signs in by the enterprise's server are those of their groups there, at each sign-in. */
class OidcRightsTest {
    private static final String HERE = "203.0.113.7";
    private static final String ROLES = "staff=viewer, ops=operator, admins=admin, owners=owner";

    private final IdentityHouse house = IdentityHouse.open();
    private final OidcAccounts accounts = accounts(ROLES, "", "none");

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whoComesForTheFirstTimeHasTheRoleOfTheirGroups() {
        var anna = accounts.of(person("staff", "admins"), HERE);
        assertThat(anna.role()).isEqualTo(Role.ADMIN);
        assertThat(house.audited()).extracting(AuditEvent::action).containsExactly("user.created");
    }

    @Test
    void aGroupThatIsLostTakesItsRoleAwayAndEndsTheSessions() {
        var before = accounts.of(person("staff", "admins"), HERE);
        var session = house.sessions.begin(before, IdentityHouse.BROWSER, "login.oidc");

        var after = accounts.of(person("staff"), HERE);

        assertThat(after.role()).isEqualTo(Role.VIEWER);
        assertThat(after.id()).isEqualTo(before.id());
        assertThat(isKnown(session)).isFalse();
        assertThat(isKnown(house.sessions.begin(after, IdentityHouse.BROWSER, "login.oidc")))
                .isTrue();
        assertThat(house.audited().get(2))
                .isEqualTo(AuditEvent.ofOneself(before.callerId(), HERE, "user.by_groups")
                        .changed(Map.of("role", "admin"), Map.of("role", "viewer", "groups", "staff")));
    }

    @Test
    void aGroupThatIsNewGivesItsRole() {
        accounts.of(person("staff"), HERE);
        assertThat(accounts.of(person("staff", "owners"), HERE).role()).isEqualTo(Role.OWNER);
    }

    @Test
    void whoseGroupsMeanTheSameKeepsTheirSessionsAndNothingIsWritten() {
        var anna = accounts.of(person("ops"), HERE);
        var session = house.sessions.begin(anna, IdentityHouse.BROWSER, "login.oidc");
        var changeNo = house.follower.directory().changeNo();

        assertThat(accounts.of(person("ops", "staff"), HERE).role()).isEqualTo(Role.OPERATOR);

        assertThat(isKnown(session)).isTrue();
        assertThat(house.audited()).hasSize(2);
        assertThat(house.follower.directory().changeNo()).isEqualTo(changeNo);
    }

    @Test
    void aRoleThatWasGivenByHandLastsUntilTheNextSignIn() {
        var anna = accounts.of(person("staff"), HERE);
        setRole(anna, Role.ADMIN);
        assertThat(accounts.of(person("staff"), HERE).role()).isEqualTo(Role.VIEWER);
    }

    @Test
    void aRoleThatWasGivenByHandStaysWhereNoGroupHasOne() {
        var unmapped = accounts("", "", "viewer");
        var anna = unmapped.of(person(), HERE);
        setRole(anna, Role.ADMIN);
        assertThat(unmapped.of(person("staff"), HERE).role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void whoIsInNoGroupHasTheOtherRoleWhereThereIsOne() {
        var lenient = accounts(ROLES, "", "operator");
        assertThat(lenient.of(person(), HERE).role()).isEqualTo(Role.OPERATOR);
        assertThat(lenient.of(person("staff"), HERE).role()).isEqualTo(Role.VIEWER);
        assertThat(lenient.of(person(), HERE).role()).isEqualTo(Role.OPERATOR);
    }

    @Test
    void whoIsInNoGroupAndNewIsRefusedAndGetsNoAccount() {
        house.user("anna", Role.VIEWER);
        assertRefused(() -> linking().of(person(), HERE));
        assertThat(house.changes.read(UserRows::all)).hasSize(1);
        assertThat(house.audited()).isEmpty();
    }

    @Test
    void whoIsInNoGroupAnyMoreIsRefusedAndHasNoSessionAndTheLeastRole() {
        var anna = accounts.of(person("admins"), HERE);
        var session = house.sessions.begin(anna, IdentityHouse.BROWSER, "login.oidc");

        assertRefused(() -> accounts.of(person(), HERE));

        assertThat(isKnown(session)).isFalse();
        assertThat(stored(anna).role()).isEqualTo(Role.VIEWER);
        assertThat(house.audited())
                .extracting(AuditEvent::action)
                .containsExactly("user.created", "login.oidc", "user.by_groups", "user.signed_out");
        assertRefused(() -> accounts.of(person(), HERE)); // and nothing is left that could be taken away
        assertThat(house.audited()).hasSize(4);
        assertThat(accounts.of(person("admins"), HERE).role()).isEqualTo(Role.ADMIN);
    }

    @Test
    void whoHadTheLeastRoleAndIsInNoGroupAnyMoreHasNoSessionEither() {
        var anna = accounts.of(person("staff"), HERE);
        var session = house.sessions.begin(anna, IdentityHouse.BROWSER, "login.oidc");

        assertRefused(() -> accounts.of(person(), HERE));

        assertThat(isKnown(session)).isFalse();
        assertThat(house.audited())
                .extracting(AuditEvent::action)
                .containsExactly("user.created", "login.oidc", "user.signed_out");
    }

    @Test
    void anAccountThatIsTakenOverByItsNameHasTheRoleOfTheGroups() {
        var anna = house.user("anna", Role.OPERATOR);
        var linked = linking().of(person("staff"), HERE);
        assertThat(linked.id()).isEqualTo(anna.id());
        assertThat(linked.role()).isEqualTo(Role.VIEWER);
        assertThat(house.audited()).extracting(AuditEvent::action).containsExactly("user.linked", "user.by_groups");
    }

    @Test
    void theLastOwnerStaysOne() {
        var anna = accounts.of(person("owners"), HERE);
        assertThat(accounts.of(person("staff"), HERE).role()).isEqualTo(Role.OWNER);
        assertRefused(() -> accounts.of(person(), HERE));
        assertThat(stored(anna).role()).isEqualTo(Role.OWNER);

        var other = house.user("other", Role.OWNER);
        house.database.inTransaction(connection ->
                Database.update(connection, "update app_user set disabled = true where username = 'other'"));
        assertThat(accounts.of(person("staff"), HERE).role()).isEqualTo(Role.OWNER);
        house.database.inTransaction(connection ->
                Database.update(connection, "update app_user set disabled = false where username = 'other'"));
        assertThat(accounts.of(person("staff"), HERE).role()).isEqualTo(Role.VIEWER);
        assertThat(stored(other).role()).isEqualTo(Role.OWNER);
    }

    @Test
    void ofTwoOwnersWhoLoseTheirGroupAtOnceOneStays() throws Exception {
        accounts.of(someone("1", "anna", "owners"), HERE);
        accounts.of(someone("2", "ben", "owners"), HERE);
        var pool = Executors.newFixedThreadPool(2);
        var tries = pool.invokeAll(Arrays.<Callable<User>>asList(
                () -> accounts.of(someone("1", "anna", "staff"), HERE),
                () -> accounts.of(someone("2", "ben", "staff"), HERE)));
        pool.shutdown();
        for (var one : tries) {
            one.get();
        }
        assertThat(house.changes.read(UserRows::all))
                .extracting(User::role)
                .containsExactlyInAnyOrder(Role.OWNER, Role.VIEWER);
    }

    @Test
    void aDisabledAccountIsLeftAsItIs() {
        var anna = accounts.of(person("ops"), HERE);
        house.database.inTransaction(connection -> Database.update(connection, "update app_user set disabled = true"));
        assertThatThrownBy(() -> accounts.of(person("admins"), HERE)).hasMessageContaining("forbidden");
        assertThat(stored(anna).role()).isEqualTo(Role.OPERATOR);
    }

    @Test
    void theTeamIsTheFirstThatIsWrittenAndIsThere() {
        var sales = team("Sales");
        var support = team("Support");
        var teams = accounts("", "gone=No such team, sup=Support, sal=Sales", "viewer");
        assertThat(teams.of(person("gone", "sal", "sup"), HERE).teamId()).isEqualTo(support);
        assertThat(teams.of(person("sal"), HERE).teamId()).isEqualTo(sales);
        var anna = teams.of(person("gone"), HERE);
        assertThat(anna.teamId()).isNull();
        setRole(anna, Role.OPERATOR);
        assertThat(teams.of(person("sal"), HERE).role()).isEqualTo(Role.OPERATOR);
        assertThat(house.audited().stream().filter(event -> event.action().equals("user.by_groups")))
                .hasSize(4)
                .first()
                .satisfies(event -> assertThat(event.change()).contains("team_id", support, "gone, sal, sup"));
    }

    @Test
    void aChangeIsCommittedWithItsEntryInTheAuditOrNotAtAll() {
        var anna = accounts.of(person("staff"), HERE);
        house.database.inTransaction(connection -> Database.update(connection, "update audit_head set seq = 0"));
        assertThatThrownBy(() -> accounts.of(person("admins"), HERE)).isInstanceOf(IllegalStateException.class);
        assertThat(stored(anna).role()).isEqualTo(Role.VIEWER);
    }

    private OidcAccounts linking() {
        return accounts(ROLES, "", "none", true);
    }

    private OidcAccounts accounts(String roles, String teams, String otherwise) {
        return accounts(roles, teams, otherwise, false);
    }

    private OidcAccounts accounts(String roles, String teams, String otherwise, boolean linksNames) {
        var config = new OidcConfig(
                "https://id.example.com",
                "steward",
                Secret.of(""),
                Optional.of(URI.create("https://ai.example.com/api/auth/oidc/callback")),
                linksNames,
                OidcGroups.of("groups", roles, teams, otherwise));
        var rights = new OidcRights(config, house.changes, house.time);
        return new OidcAccounts(config, rights, house.changes, house.ids, house.time);
    }

    private static OidcProvider.Person person(String... groups) {
        return someone("1", "anna", groups);
    }

    private static OidcProvider.Person someone(String subject, String name, String... groups) {
        return new OidcProvider.Person(subject, name, null, Set.of(groups));
    }

    private void setRole(User user, Role role) {
        house.changes.change(connection -> {
            UserRows.update(connection, user.with(role, user.teamId()), house.time.instant());
            return null;
        });
    }

    private String team(String name) {
        var team = new Team(house.ids.next().toString(), null, name, null, null, null);
        return house.changes.change(connection -> {
            TeamRows.insert(connection, team, house.time.instant());
            return team.id();
        });
    }

    private User stored(User user) {
        return house.changes
                .read(connection -> UserRows.find(connection, user.id()))
                .orElseThrow();
    }

    private boolean isKnown(Sessions.Grant session) {
        house.follower.catchUp();
        return house.tokens
                .read(Tokens.Use.ACCESS, session.access())
                .flatMap(token -> house.follower.directory().callerOf(token, false))
                .isPresent();
    }

    private static void assertRefused(ThrowingCallable signIn) {
        assertThatExceptionOfType(OidcFailure.class)
                .isThrownBy(signIn)
                .matches(failure -> failure.reason() == Reason.GROUP);
    }
}
