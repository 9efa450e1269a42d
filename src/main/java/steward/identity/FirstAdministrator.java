package steward.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import steward.platform.config.Secret;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.database.Database;
import steward.platform.database.DatabaseReady;
import steward.platform.database.Ids;
import steward.platform.problem.FieldErrors;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/**
 * Sees to it that there is an owner, without a default account: the one whose password is {@code ADMIN_PASSWORD}, or whoever
 * follows the link that is told at start. The link is good for half an hour and for one, whichever instance it reaches.
 */
@ApplicationScoped
class FirstAdministrator {
    private static final Logger LOG = Logger.getLogger(FirstAdministrator.class.getName());
    private static final Duration LINK_LIVES = Duration.ofMinutes(30);

    private IdentityChanges changes;
    private Passwords passwords;
    private Ids ids;
    private Clock clock;
    private Settings settings;

    FirstAdministrator() {} // for the CDI proxy

    @Inject
    FirstAdministrator(IdentityChanges changes, Passwords passwords, Ids ids, Clock clock) {
        this(changes, passwords, ids, clock, Settings.current());
    }

    FirstAdministrator(IdentityChanges changes, Passwords passwords, Ids ids, Clock clock, Settings settings) {
        this.changes = changes;
        this.passwords = passwords;
        this.ids = ids;
        this.clock = clock;
        this.settings = settings;
    }

    void start(@Observes DatabaseReady tables) {
        if (changes.read(UserRows::anyOwner)) {
            return;
        }
        var password = settings.secret(Setting.ADMIN_PASSWORD);
        if (password.isPresent()) {
            fromSettings(password.get());
        } else {
            tell(newLink());
        }
    }

    private void fromSettings(Secret password) {
        var name = Usernames.normal(settings.text(Setting.ADMIN_USERNAME)).orElse("admin");
        var hash = passwords.hash(password.value());
        var made = changes.change((connection, audit) -> {
            // another instance may have been faster
            if (UserRows.anyOwner(connection)
                    || UserRows.named(connection, name).isPresent()) {
                return false;
            }
            var owner = owner(name);
            UserRows.insert(connection, owner, hash);
            audit.accept(AuditEvent.ofTheSystem("owner.created", owner.callerId()));
            return true;
        });
        if (made) {
            LOG.log(Level.INFO, "identity.owner_created username={0} source=ADMIN_PASSWORD", name);
        }
    }

    /** The secret of a new link. */
    String newLink() {
        var token = Digests.newSecret();
        var now = clock.instant();
        changes.read(connection -> {
            Database.update(connection, "delete from setup_link where expires_at < ?", now);
            return Database.update(
                    connection,
                    "insert into setup_link (token_hash, expires_at) values (?, ?)",
                    Digests.sha256(token),
                    now.plus(LINK_LIVES).truncatedTo(ChronoUnit.MICROS));
        });
        return token;
    }

    /** For people to find, and for the start script to show; the part behind the # never reaches a log of requests. */
    private void tell(String token) {
        var link = "http://" + host() + ":" + settings.text(Setting.PORT) + "/admin/setup/#token=" + token;
        LOG.log(Level.INFO, "identity.setup minutes={0} link={1}", new Object[] {LINK_LIVES.toMinutes(), link});
        try {
            OwnersFile.write(file(settings), link);
        } catch (IOException noFolder) {
            LOG.log(Level.WARNING, "identity.setup_file", noFolder);
        }
    }

    private String host() {
        var bind = settings.text(Setting.BIND_ADDRESS);
        return bind.equals("0.0.0.0") || bind.equals("::") ? "127.0.0.1" : bind;
    }

    private static Path file(Settings settings) {
        return settings.path(Setting.DATA_DIR).resolve("setup-link");
    }

    /**
     * Makes the first owner.
     *
     * @throws ProblemException gone (410) where the link has been used or has expired, validation_failed (422),
     *     conflict (409) for a name that somebody has who signed in elsewhere before
     */
    User setUp(String token, String username, String password, String address) {
        var name = Usernames.normal(username == null ? "admin" : username).orElse(null);
        var errors = new FieldErrors();
        if (name == null) {
            errors.add("username", "username");
        }
        Passwords.check(errors, "password", password, name).throwIfAny();
        var hash = passwords.hash(password);
        var owner = changes.change((connection, audit) -> {
            requireLink(connection, token);
            if (UserRows.named(connection, name).isPresent()) {
                throw new ProblemException(ProblemType.CONFLICT).field("username", "taken", Map.of());
            }
            var user = owner(name);
            UserRows.insert(connection, user, hash);
            Database.update(connection, "delete from setup_link");
            audit.accept(AuditEvent.ofOneself(user.callerId(), address, "owner.created"));
            return user;
        });
        forgetFile();
        return owner;
    }

    private void requireLink(Connection connection, String token) throws SQLException {
        var good = token != null
                && !UserRows.anyOwner(connection)
                && Database.first(
                                connection,
                                "select expires_at from setup_link where token_hash = ?",
                                row -> Database.instant(row, "expires_at"),
                                Digests.sha256(token))
                        .filter(until -> clock.instant().isBefore(until))
                        .isPresent();
        if (!good) {
            throw new ProblemException(ProblemType.GONE).with("what", "setup_link");
        }
    }

    private void forgetFile() {
        try {
            Files.deleteIfExists(file(settings));
        } catch (IOException stays) {
            LOG.log(Level.FINE, "identity.setup_file", stays);
        }
    }

    private User owner(String name) {
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return new User(ids.next().toString(), name, null, Role.OWNER, false, 0, null, null, null, null, now, null);
    }
}
