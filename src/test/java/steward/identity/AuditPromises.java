package steward.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import steward.FakeTime;
import steward.platform.config.Secret;
import steward.platform.database.Database;
import steward.platform.database.Ids;
import steward.platform.json.Json;
import steward.platform.problem.ProblemException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the audit promises, on whichever database. */
abstract class AuditPromises {
    private static final JsonNode ANNA = Json.mapper().createObjectNode().put("username", "anna");

    private final FakeTime time = new FakeTime();
    private Database store;
    private AuditRepository entries;

    abstract DataSource database();

    @BeforeEach
    void open() {
        store = new Database(database(), false);
        entries = new AuditRepository(store, time);
        change("delete from app_user");
        change("delete from audit_entry");
        change("update audit_head set seq = 0, hash = '" + AuditEntry.BEGINNING + "'");
    }

    @Test
    void anUntouchedChainIsIntact() {
        assertThat(entries.verify()).isEqualTo(new AuditRepository.Verdict(true, 0, null, AuditEntry.BEGINNING));
        some(2_500);
        assertThat(entries.verify().intact()).isTrue();
        assertThat(entries.verify().entries()).isEqualTo(2_500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_entry set who = 'user:李' where seq = 4",
                "update audit_entry set change_json = '{\"role\":{}}' where seq = 4",
                "update audit_entry set at = '2026-11-21T08:00:00.000001Z' where seq = 4",
                "update audit_entry set outcome = 'refused' where seq = 4",
                "update audit_entry set hash = '" + "0" + "' where seq = 4",
                "delete from audit_entry where seq = 4"
            })
    void whatIsChangedOrTakenOutIsFoundAtItsPlace(String tampering) {
        some(9);
        change(tampering);
        var verdict = entries.verify();
        assertThat(verdict.intact()).isFalse();
        assertThat(verdict.brokenAt()).isEqualTo(4);
        assertThat(verdict.entries()).isEqualTo(3);
    }

    @Test
    void takingTheLastEntryAwayIsFound() {
        some(9);
        change("delete from audit_entry where seq = 9");
        assertThat(entries.verify().brokenAt()).isEqualTo(9);
        change("update audit_head set seq = 8");
        assertThat(entries.verify().intact()).isFalse();
    }

    @Test
    void manyInstancesAppendToOneChainWithoutGaps() throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        var start = new CountDownLatch(1);
        for (var instance = 0; instance < 8; instance++) {
            var other = new AuditRepository(new Database(database(), false), time);
            pool.submit(() -> {
                start.await();
                IntStream.range(0, 25).forEach(i -> other.append(List.of(event("a.b"), event("a.c"))));
                return null;
            });
        }
        start.countDown();
        pool.shutdown();
        assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(entries.verify().entries()).isEqualTo(400);
        assertThat(entries.verify().intact()).isTrue();
    }

    @Test
    void anEntryIsCommittedWithTheChangeItTellsOfOrNotAtAll() {
        assertThatThrownBy(() -> store.untilCommitted(connection -> {
                    entries.append(connection, List.of(event("key.create")));
                    throw new SQLException("the change fails", "22000");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(entries.verify().entries()).isZero();
        some(1);
        assertThat(entries.verify().intact()).isTrue();
    }

    @Test
    void theLogHearsOfAnEntryOnceItIsCommittedAndOfNoOther() throws SQLException {
        var audit = SomeAudit.on(store, time);
        var heard = new Heard();
        try (heard) {
            assertThatThrownBy(() -> audit.commit((connection, told) -> {
                        told.accept(event("budget.set"));
                        throw new SQLException("the change fails", "22000");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(heard.entries).isEmpty();

            audit.commit((connection, told) -> {
                told.accept(event("budget.set"));
                return null;
            });
            assertThat(heard.entries).containsExactly("1 of 1 action=budget.set");

            var after = new ArrayList<Runnable>();
            store.inTransaction(connection -> {
                audit.record(connection, event("usage.export"), after::add);
                return null;
            });
            assertThat(heard.entries).hasSize(1);
            after.forEach(Runnable::run);
            assertThat(heard.entries).last().isEqualTo("2 of 2 action=usage.export");
        }
    }

    /** What the log is told: the number of each entry, how many others can see by then, and its action. */
    private final class Heard extends Handler implements AutoCloseable {
        private final Logger log = Logger.getLogger(Audit.class.getName());
        private final List<String> entries = new ArrayList<>();

        Heard() {
            log.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            entries.add(line.getMessage()
                    .replaceAll(
                            "audit.recorded seq=(\\d+) .*(action=\\S+) .*",
                            "$1 of " + AuditPromises.this.entries.verify().entries() + " $2"));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            log.removeHandler(this);
        }
    }

    @Test
    void workThatLostAgainstAnotherIsDoneAgainAndToldOnce() {
        var tries = new AtomicInteger();
        SomeAudit.on(store, time).commit((connection, told) -> {
            told.accept(event("budget.set"));
            if (tries.incrementAndGet() == 1) {
                throw new SQLException("another was faster", "40001");
            }
            return null;
        });
        assertThat(tries).hasValue(2);
        assertThat(entries.verify().entries()).isEqualTo(1);
    }

    @Test
    void anAccountIsCommittedWithItsEntryOrNotAtAll() {
        var users = new Users(changes(), new Passwords(Runnable::run, 8), new Ids(time), time);
        var owner = new Actor(new Caller("user:1", true, false, Rights.of(Role.OWNER, "user:1")), "192.0.2.7", "req_1");
        some(1);
        change("update audit_head set seq = 0"); // so that the next finds its place taken
        assertThatThrownBy(() -> users.add(owner, ANNA)).isInstanceOf(IllegalStateException.class);
        assertThat(users.all()).isEmpty();

        change("update audit_head set seq = 1");
        var anna = users.add(owner, ANNA);
        assertThatThrownBy(() -> users.add(owner, ANNA)).isInstanceOf(ProblemException.class);

        assertThat(users.all()).extracting(User::id).containsExactly(anna.id());
        assertThat(entries.page(filter(null, "user.", null, null, null), Optional.empty(), 10))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.event().object()).isEqualTo(anna.callerId());
                    assertThat(entry.event().requestId()).isEqualTo("req_1");
                });
        assertThat(entries.verify().intact()).isTrue();
    }

    @Test
    void whoChangesAccountsAndWhoOnlyAppendsNeverWaitForEachOther() throws Exception {
        var pool = Executors.newFixedThreadPool(8);
        var failures = new ConcurrentLinkedQueue<Exception>();
        for (var i = 0; i < 8; i++) {
            var changesAccounts = i % 2 == 0;
            pool.submit(() -> {
                try {
                    for (var n = 0; n < 25; n++) {
                        if (changesAccounts) {
                            // told first and changed afterwards: in which order the work does it must not matter
                            changes().change((connection, audit) -> {
                                audit.accept(event("a.b"));
                                return Database.update(connection, "update app_user set rpm = 1");
                            });
                        } else {
                            entries.append(List.of(event("a.c")));
                        }
                    }
                } catch (RuntimeException failed) {
                    failures.add(failed);
                }
            });
        }
        pool.shutdown();
        assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(failures).isEmpty();
        assertThat(entries.verify()).satisfies(verdict -> {
            assertThat(verdict.intact()).isTrue();
            assertThat(verdict.entries()).isEqualTo(200);
        });
    }

    @Test
    void entriesAreFoundByPersonActionObjectAndTime() {
        entries.append(List.of(
                event("key.create"), event("key.delete"), event("user.create").by("user:李")));
        assertThat(found(filter(null, "key.", null, null, null))).containsExactly("key.delete", "key.create");
        assertThat(found(filter("user:李", null, null, null, null))).containsExactly("user.create");
        assertThat(found(filter(null, "key.create", "thing", "2026-11-21", "2026-11-21")))
                .containsExactly("key.create");
        assertThat(found(filter(null, null, null, "2026-11-22", null))).isEmpty();
        assertThat(found(filter(null, null, null, null, "2026-11-20"))).isEmpty();
        assertThat(entries.page(filter(null, null, null, null, null), Optional.of(3L), 1))
                .extracting(AuditEntry::seq)
                .containsExactly(2L);
    }

    @Test
    void onlyWhatChangedIsKeptAndSecretsAreMasked() {
        var event = event("user.update")
                .changed(
                        Map.of("name", "王", "role", "viewer", "password_hash", "$2a$geheim"),
                        Map.of("name", "王", "role", "admin", "password_hash", "$2a$neu", "pin", Secret.of("1234")));
        assertThat(event.change())
                .contains("\"role\":{\"before\":\"viewer\",\"after\":\"admin\"}")
                .contains("password_hash")
                .doesNotContain("geheim")
                .doesNotContain("neu")
                .doesNotContain("1234")
                .doesNotContain("王");
    }

    @Test
    void aTextThatNoColumnHoldsDoesNotStopTheOthers() {
        entries.append(
                List.of(new AuditEvent("w".repeat(500), "a\0b", "x", "o\n".repeat(300), "{}", "r".repeat(99), "ok")));
        assertThat(entries.verify().intact()).isTrue();
    }

    private AuditRepository.AuditFilter filter(String who, String action, String object, String from, String to) {
        return new AuditRepository.AuditFilter(
                Optional.ofNullable(who),
                Optional.ofNullable(action),
                Optional.ofNullable(object),
                Optional.ofNullable(from),
                Optional.ofNullable(to));
    }

    private IdentityChanges changes() {
        return new IdentityChanges(store, new DirectoryFollower(store, Runnable::run, null, time), entries);
    }

    private List<String> found(AuditRepository.AuditFilter filter) {
        return entries.page(filter, Optional.empty(), 10).stream()
                .map(entry -> entry.event().action())
                .toList();
    }

    private void some(int count) {
        entries.append(
                IntStream.range(0, count).mapToObj(i -> event("test.某事" + i)).toList());
    }

    private static AuditEvent event(String action) {
        return new AuditEvent("user:王", "127.0.0.1", action, "thing", "{}", "req_1", "ok");
    }

    private void change(String sql) {
        store.untilCommitted(connection -> Database.update(connection, sql));
    }
}
