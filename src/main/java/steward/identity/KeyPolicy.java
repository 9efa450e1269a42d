package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Whether callers must show a key. Thread-safe. */
@ApplicationScoped
public class KeyPolicy {
    private boolean required;
    private boolean singleSignOn;

    KeyPolicy() {} // for the CDI proxy

    @Inject
    KeyPolicy(IdentityConfig config, OidcConfig oidc) {
        required = config.keyRequired();
        singleSignOn = oidc.isOn();
    }

    /** True where a request without a key is refused with 401. */
    public boolean required() {
        return required;
    }

    /** True where people may sign in by a server of their enterprise's, at {@code /api/auth/oidc/start}. */
    public boolean singleSignOn() {
        return singleSignOn;
    }
}
