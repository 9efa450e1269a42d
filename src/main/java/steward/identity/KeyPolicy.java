package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Whether callers must show a key. Thread-safe. */
@ApplicationScoped
public class KeyPolicy {
    private boolean required;

    KeyPolicy() {} // for the CDI proxy

    @Inject
    KeyPolicy(IdentityConfig config) {
        required = config.keyRequired();
    }

    /** True where a request without a key is refused with 401. */
    public boolean required() {
        return required;
    }
}
