package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import steward.platform.config.Secret;

/**
 * Signing in by an enterprise's own server (OpenID Connect).
 *
 * @param issuer its name, as it stands in its tokens; empty where there is none
 * @param clientId as which we are known there
 * @param secret empty for a public client
 * @param redirect our own address to come back to, as it is registered there
 * @param linksNames whether a name there is the same person's as here
 * @param groups what groups there mean here
 */
record OidcConfig(
        String issuer, String clientId, Secret secret, Optional<URI> redirect, boolean linksNames, OidcGroups groups) {
    boolean isOn() {
        return !issuer.isEmpty() && !clientId.isEmpty() && redirect.isPresent();
    }

    @ApplicationScoped
    static class Source {
        @Produces
        @Singleton
        OidcConfig oidcConfig(
                @ConfigProperty(name = "OIDC_ISSUER") Optional<String> issuer,
                @ConfigProperty(name = "OIDC_CLIENT_ID") Optional<String> clientId,
                @ConfigProperty(name = "OIDC_CLIENT_SECRET") Optional<Secret> secret,
                @ConfigProperty(name = "OIDC_REDIRECT_URI") Optional<String> redirect,
                @ConfigProperty(name = "OIDC_ROLE") String role,
                @ConfigProperty(name = "OIDC_LINK_NAMES") boolean linksNames,
                @ConfigProperty(name = "OIDC_GROUPS_CLAIM") String claim,
                @ConfigProperty(name = "OIDC_GROUP_ROLES") Optional<String> roles,
                @ConfigProperty(name = "OIDC_GROUP_TEAMS") Optional<String> teams) {
            return new OidcConfig(
                    issuer.orElse("").strip(),
                    clientId.orElse("").strip(),
                    secret.orElse(Secret.of("")),
                    redirect.filter(text -> !text.isBlank()).map(URI::create),
                    linksNames,
                    OidcGroups.of(claim, roles.orElse(""), teams.orElse(""), role));
        }
    }
}
