package steward.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.platform.database.DatabaseReady;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static steward.identity.IdentityHouse.PASSWORD;
import static steward.identity.IdentityHouse.PROGRAM;
import static steward.identity.IdentityHouse.done;

class FirstAdministratorTest {
    @TempDir
    Path data;

    private final IdentityHouse house = IdentityHouse.open();

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void theStartTellsALinkThatMakesTheOwnerOnce() {
        var first = house.firstAdministrator(data, Map.of());
        var token = first.newLink();
        var owner = first.setUp(token, "Chef", PASSWORD, "192.0.2.7");
        assertThat(owner.role()).isEqualTo(Role.OWNER);
        assertThat(done(house.signIn.signIn("chef", PASSWORD, PROGRAM)).user().id())
                .isEqualTo(owner.id());
        assertThat(refused(first, token)).isEqualTo(ProblemType.GONE);
    }

    @Test
    void anotherInstanceTakesTheLinkTooAndAllLinksEndWithTheFirst() {
        var here = house.firstAdministrator(data, Map.of());
        var there = house.neighbour().firstAdministrator(data, Map.of());
        var one = here.newLink();
        var other = there.newLink();
        there.setUp(one, null, PASSWORD, "192.0.2.7");
        assertThat(refused(here, other)).isEqualTo(ProblemType.GONE);
    }

    @Test
    void aNameThatSomebodyHasIsToldAndTheLinkStaysGood() {
        house.userWithoutPassword("admin", Role.VIEWER);
        var first = house.firstAdministrator(data, Map.of());
        var token = first.newLink();
        assertThat(catchThrowableOfType(
                                ProblemException.class, () -> first.setUp(token, "admin", PASSWORD, "192.0.2.7"))
                        .type())
                .isEqualTo(ProblemType.CONFLICT);
        assertThat(first.setUp(token, "chef", PASSWORD, "192.0.2.7").role()).isEqualTo(Role.OWNER);
    }

    @Test
    void theLinkEndsAfterHalfAnHour() {
        var first = house.firstAdministrator(data, Map.of());
        var token = first.newLink();
        house.time.advance(Duration.ofMinutes(30));
        assertThat(refused(first, token)).isEqualTo(ProblemType.GONE);
    }

    @Test
    void aLinkThatNobodyGaveIsRefused() {
        var first = house.firstAdministrator(data, Map.of());
        first.newLink();
        assertThat(refused(first, "guessed")).isEqualTo(ProblemType.GONE);
        assertThat(refused(first, null)).isEqualTo(ProblemType.GONE);
    }

    @Test
    void theLinkLiesInAFileForTheOwnerOfTheProcessAlone() throws IOException {
        house.firstAdministrator(data, Map.of()).start(new DatabaseReady());
        var file = data.resolve("setup-link");
        assertThat(Files.readString(file)).contains("/admin/setup/#token=");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void thePasswordOfTheSettingsMakesTheOwnerAndIsNotLookedAtAgain() {
        var settings = Map.of("ADMIN_PASSWORD", PASSWORD, "ADMIN_USERNAME", "root");
        house.firstAdministrator(data, settings).start(new DatabaseReady());
        assertThat(done(house.signIn.signIn("root", PASSWORD, PROGRAM)).user().role())
                .isEqualTo(Role.OWNER);
        var others = Map.of("ADMIN_PASSWORD", "another horse battery", "ADMIN_USERNAME", "other");
        house.firstAdministrator(data, others).start(new DatabaseReady());
        assertThat(house.changes.read(UserRows::all)).hasSize(1);
    }

    private static ProblemType refused(FirstAdministrator first, String token) {
        return catchThrowableOfType(ProblemException.class, () -> first.setUp(token, "second", PASSWORD, "192.0.2.8"))
                .type();
    }
}
