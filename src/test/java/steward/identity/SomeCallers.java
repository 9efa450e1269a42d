package steward.identity;

import java.util.Set;

/** Callers for tests of other rooms. */
public final class SomeCallers {
    private SomeCallers() {}

    /** A user with these limits. */
    public static Caller with(Limits limits) {
        var owner = limits.levels().get(0).owner();
        return new Caller(
                owner, true, false, new Rights(null, null, null, Role.VIEWER, Role.VIEWER.scopes(), Set.of(), limits));
    }

    /** A user who may not read these collections. */
    public static Caller hiding(String... collections) {
        var rights =
                new Rights(null, null, null, Role.OPERATOR, Role.OPERATOR.scopes(), Set.of(), Limits.usual("user:1"));
        return new Caller("user:1", true, false, rights.hiding(Set.of(collections)));
    }

    /** A user who may ask these models only. */
    public static Caller forModels(String... models) {
        return new Caller(
                "key:1",
                true,
                false,
                new Rights(null, null, null, Role.VIEWER, Role.VIEWER.scopes(), Set.of(models), Limits.usual("key:1")));
    }
}
