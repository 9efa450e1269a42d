package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.identity.OidcFailure.Reason;
import steward.platform.concurrent.BlockingWork;
import steward.platform.concurrent.Causes;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * The steps of signing in by the enterprise's server. Whatever comes of it is told to the audit. Fails with
 * sign_in_refused (401), forbidden (403), sign_in_unavailable or database_unavailable (503). Thread-safe.
 */
@ApplicationScoped
class OidcSignIn {
    private static final Logger LOG = Logger.getLogger(OidcSignIn.class.getName());

    private OidcConfig config;
    private OidcProvider provider;
    private OidcAccounts accounts;
    private Sessions sessions;
    private BlockingWork blocking;
    private Audit audit;

    OidcSignIn() {} // for the CDI proxy

    @Inject
    OidcSignIn(
            OidcConfig config,
            OidcProvider provider,
            OidcAccounts accounts,
            Sessions sessions,
            BlockingWork blocking,
            Audit audit) {
        this.config = config;
        this.provider = provider;
        this.accounts = accounts;
        this.sessions = sessions;
        this.blocking = blocking;
        this.audit = audit;
    }

    /**
     * A browser that came back.
     *
     * @param code null where the server gave none
     * @param issuer who says that they sent it (RFC 9207); null where the server does not say so
     * @param error why there is no code, as {@code access_denied}; else null
     * @param begun what this browser went away with
     * @param from where the browser is
     */
    record Visit(String code, String state, String issuer, String error, Optional<OidcState> begun, SignIn.From from) {
        @Override
        public String toString() {
            return "Visit";
        }
    }

    /** Where the browser goes. */
    CompletionStage<URI> begin(OidcState state) {
        return provider.authorization(state).exceptionallyCompose(failure -> failed(failure));
    }

    /** What the browser gets. */
    CompletionStage<Sessions.Grant> end(Visit visit) {
        return CompletableFuture.completedStage(visit)
                .thenApply(this::known)
                .thenCompose(state -> provider.person(visit.code(), state))
                .thenCompose(person -> blocking.call(
                        () -> sessions.begin(accounts.of(person, visit.from().address()), visit.from(), "login.oidc")))
                .exceptionallyCompose(failure -> {
                    audit.record(
                            AuditEvent.ofOneself(SignIn.NOBODY, visit.from().address(), "login.oidc")
                                    .ended("refused"));
                    return failed(failure);
                });
    }

    private OidcState known(Visit visit) {
        var state = visit.begun()
                .filter(begun -> Digests.same(begun.state(), visit.state()))
                .orElseThrow(() -> new OidcFailure(Reason.STATE, "this browser did not begin it, or too long ago"));
        if (visit.issuer() != null && !visit.issuer().equals(config.issuer())) {
            throw new OidcFailure(Reason.ISSUER, "another issuer sent the browser back");
        }
        if (visit.code() == null || visit.code().isBlank()) {
            throw new OidcFailure(Reason.DECLINED, "no code: " + word(visit.error()));
        }
        return state;
    }

    /** Of what anybody can put into the address, only a word gets into the log. */
    private static String word(String error) {
        return error != null && error.matches("\\w{1,60}") ? error : "no reason";
    }

    private static <T> CompletionStage<T> failed(Throwable failure) {
        return CompletableFuture.failedStage(problem(Causes.of(failure)));
    }

    private static ProblemException problem(Throwable cause) {
        if (cause instanceof ProblemException known) {
            return known;
        }
        if (cause instanceof OidcFailure refused) {
            LOG.log(Level.WARNING, "oidc.refused reason={0} why={1}", new Object[] {
                refused.reason(), refused.getMessage()
            });
            return refused.problem();
        }
        LOG.log(Level.WARNING, "oidc.unavailable", cause);
        return new ProblemException(ProblemType.SIGN_IN_UNAVAILABLE, cause);
    }
}
