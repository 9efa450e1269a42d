package steward.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import steward.identity.OidcFailure.Reason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which groups of a token mean what: those of the settings, spelt exactly so, and nothing else. */
class OidcGroupsTest {
    private static final String ROLES =
            "/staff=viewer, ops=operator, CN=Admins%2COU=Groups%2CO=100%25=admin, root=owner";

    @Test
    void theHighestRoleOfSeveralGroupsCounts() {
        var groups = groups("groups", "viewer");
        assertThat(groups.role(Set.of("/staff", "ops"))).isEqualTo(Role.OPERATOR);
        assertThat(groups.role(Set.of("ops", "CN=Admins,OU=Groups,O=100%"))).isEqualTo(Role.ADMIN);
        assertThat(groups.role(Set.of("root", "/staff"))).isEqualTo(Role.OWNER);
    }

    @Test
    void whoIsInNoGroupHasTheOtherRoleOrIsNotLetIn() {
        assertThat(groups("groups", "operator").role(Set.of())).isEqualTo(Role.OPERATOR);
        assertThat(groups("groups", "operator").role(Set.of("/staff"))).isEqualTo(Role.VIEWER);
        assertThat(groups("groups", "operator").letIn(Set.of())).isTrue();
        assertThat(groups("groups", "none").letIn(Set.of())).isFalse();
        assertThat(groups("groups", "none").letIn(Set.of("/staff"))).isTrue();
        assertThat(groups("groups", "none").role(Set.of())).isEqualTo(Role.VIEWER);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "groups | {'groups':['ops','other']}",
                "groups | {'groups':'ops'}",
                "groups | {'groups':[42,null,true,{'ops':1},['ops'],'ops']}",
                "realm_access.roles | {'realm_access':{'roles':['ops']}}",
                "resource_access.my.client.roles | {'resource_access':{'my':1,'my.client':{'roles':['ops']}}}",
                "https://example.com/groups | {'https://example.com/groups':['ops']}",
                "a.b | {'a.b':['ops'],'a':{'b':['root']}}"
            })
    void aClaimIsFoundByItsNameOrLevelByLevelAndOneTextIsOneGroup(String claim, String token) throws ParseException {
        assertThat(groups(claim, "viewer").in(claims(token))).containsExactly("ops");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'groups':null}",
                "{'groups':7}",
                "{'groups':true}",
                "{'groups':{'ops':['ops']}}",
                "{'groups':[]}",
                "{'groups':'ops root'}",
                "{'groups':'ops,root'}",
                "{'groups':['OPS',' ops','/ops','ops/','ops\\u0000']}",
                "{'roles':['ops']}"
            })
    void whatIsNoGroupOfTheSettingsIsNone(String token) throws ParseException {
        assertThat(groups("groups", "viewer").in(claims(token))).isEmpty();
    }

    @Test
    void ofTenThousandGroupsOnlyThoseThatMeanSomethingAreKept() {
        var many = IntStream.range(0, 10_000).mapToObj(i -> "group-" + i).collect(Collectors.toList());
        many.add("ops");
        assertThat(groups("groups", "viewer").in(Map.of("groups", many))).containsExactly("ops");
    }

    @ParameterizedTest
    @ValueSource(strings = {"groups", "groups.below"})
    void aTokenThatNamesAnotherPlaceForTheGroupsDoesNotSayThatThereAreNone(String claim) throws ParseException {
        var token = claims("{'_claim_names':{'groups':'src1'},'_claim_sources':{'src1':{'endpoint':'https://x'}}}");
        assertThatExceptionOfType(OidcFailure.class)
                .isThrownBy(() -> groups(claim, "viewer").in(token))
                .matches(failure -> failure.reason() == Reason.OVERAGE);
        assertThat(groups("roles", "viewer").in(token)).isEmpty();
        assertThat(OidcGroups.none(Role.VIEWER).in(token)).isEmpty();
    }

    @Test
    void teamsCountInTheOrderInWhichTheyAreWritten() {
        var groups = OidcGroups.of("groups", "", "z=Last%2C Ltd., a=First, m=Last%3DOne", "viewer");
        assertThat(groups.teams(Set.of("a", "m", "z"))).containsExactly("Last, Ltd.", "First", "Last=One");
        assertThat(groups.giveRoles()).isFalse();
    }

    @Test
    void whereNothingIsSetNoGroupMatters() {
        var groups = OidcGroups.of("groups", "", "", "operator");
        assertThat(groups).isEqualTo(OidcGroups.none(Role.OPERATOR));
        assertThat(groups.matter()).isFalse();
        assertThat(groups.otherwise()).isEqualTo(Optional.of(Role.OPERATOR));
        assertThat(groups.in(Map.of("groups", List.of("ops")))).isEmpty();
    }

    private static OidcGroups groups(String claim, String otherwise) {
        return OidcGroups.of(claim, ROLES, "", otherwise);
    }

    private static Map<String, Object> claims(String json) throws ParseException {
        return JWTClaimsSet.parse(json.replace('\'', '"')).getClaims();
    }
}
