package steward.backup;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import steward.backup.Backup.Verified;
import steward.platform.database.Database;
import steward.platform.database.PostgresAddress;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;
import steward.task.TaskFailure;

/**
 * The backups in their folder, under the names of scripts/backup.sh and with its checksum beside each, so that
 * scripts/restore.sh takes those of either. A file has its name only once it is whole and was read back. Blocks;
 * thread-safe.
 */
@ApplicationScoped
class Backups {
    private static final Logger LOG = Logger.getLogger(Backups.class.getName());
    private static final Pattern ID = Pattern.compile("backup_\\d{8}(_\\d{6})?\\.(dump|zip)");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss");

    private BackupConfig config;
    private List<DatabaseCopy> copies;
    private DatabaseCopy copy;
    private Clock clock;

    Backups() {} // for the CDI proxy

    @Inject
    Backups(BackupConfig config, Database database, Clock clock) {
        this(
                config,
                database.isEmbedded()
                        ? List.of(new EmbeddedCopy(database))
                        : List.of(new PostgresCopy(PostgresAddress.of(config.database())), new EmbeddedCopy(database)),
                clock);
    }

    /** @param copies the kinds that can be read; the first is what is written */
    Backups(BackupConfig config, List<DatabaseCopy> copies, Clock clock) {
        this.config = config;
        this.copies = copies;
        this.copy = copies.get(0);
        this.clock = clock;
    }

    /** Those in the folder, the latest first, whoever made them. */
    List<Backup> all() {
        if (!Files.isDirectory(config.folder())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(config.folder())) {
            return files.filter(file -> isId(file.getFileName().toString()))
                    .map(this::find)
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(Backup::createdAt)
                            .thenComparing(Backup::id)
                            .reversed())
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Those in the folder, and whether they are as old as the schedules let one expect. */
    BackupReport report(BackupReport.Times times) {
        return BackupReport.of(config, all(), times, clock.instant());
    }

    private static boolean isId(String name) {
        return ID.matcher(name).matches();
    }

    /** Empty where it has just been deleted. */
    private Optional<Backup> find(Path file) {
        try {
            var name = file.getFileName().toString();
            return Optional.of(new Backup(
                    name,
                    name.endsWith(".dump") ? "postgresql" : "embedded",
                    Files.size(file),
                    Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MILLIS),
                    Notes.checksum(file).orElse(null),
                    Notes.verified(file).orElse(null)));
        } catch (IOException gone) {
            LOG.log(Level.FINE, "backup.gone", gone);
            return Optional.empty();
        }
    }

    /**
     * Makes one, reads it back, and deletes those whose time is over.
     *
     * @param onCancel takes what ends the making early
     */
    Backup make(Consumer<Runnable> onCancel) throws IOException {
        Files.createDirectories(config.folder());
        // all rows are in it: what is made so, only its owner may read
        var part = Files.createTempFile(config.folder(), ".part-", copy.ending());
        try {
            copy.write(part, onCancel);
            copy.read(part);
            var made = named(part, Notes.sha256(part));
            Notes.write(made, new Verified(now(), true, null));
            LOG.log(Level.INFO, "backup.made file={0}", made.getFileName());
            forget(made);
            return find(made).orElseThrow();
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** The checksum first: a backup without one is not taken by scripts/restore.sh. */
    private Path named(Path part, String sha256) throws IOException {
        var moment = clock.instant().atZone(ZoneId.systemDefault());
        var file = config.folder().resolve("backup_" + DAY.format(moment) + copy.ending());
        if (Files.exists(file)) {
            file = config.folder().resolve("backup_" + SECOND.format(moment) + copy.ending());
        }
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Notes.write(file, sha256);
        return Files.move(part, file);
    }

    /** Never the one that was just made and read. */
    private void forget(Path made) {
        var limit = clock.instant().minus(config.keep());
        for (var old : all()) {
            if (old.createdAt().isBefore(limit)
                    && !old.id().equals(made.getFileName().toString())) {
                delete(config.folder().resolve(old.id()));
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
            Notes.delete(file);
            LOG.log(Level.INFO, "backup.deleted file={0}", file.getFileName());
        } catch (IOException stays) {
            LOG.log(Level.WARNING, "backup.not_deleted file=" + file.getFileName(), stays);
        }
    }

    /**
     * Reads all of a backup again and remembers what was found.
     *
     * @throws ProblemException not_found (404)
     */
    Backup verify(String id) {
        var file = isId(id) ? config.folder().resolve(id) : null;
        if (file == null || !Files.isRegularFile(file)) {
            throw notFound();
        }
        try {
            var problem = problem(file);
            Notes.write(file, new Verified(now(), problem == null, problem));
            LOG.log(problem == null ? Level.INFO : Level.SEVERE, "backup.verified file={0} problem={1}", new Object[] {
                id, problem
            });
            return find(file).orElseThrow(Backups::notFound);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String problem(Path file) throws IOException {
        var wanted = Notes.checksum(file);
        if (wanted.isEmpty()) {
            return "no_checksum";
        }
        if (!wanted.get().equals(Notes.sha256(file))) {
            return "checksum";
        }
        return isReadable(file) ? null : "unreadable";
    }

    private boolean isReadable(Path file) {
        var reader = copies.stream()
                .filter(each -> file.getFileName().toString().endsWith(each.ending()))
                .findFirst();
        if (reader.isEmpty()) {
            throw notSupported(file.getFileName().toString(), null);
        }
        try {
            reader.get().read(file);
            return true;
        } catch (TaskFailure toolMissing) {
            throw notSupported(toolMissing.getMessage(), toolMissing);
        } catch (IOException damaged) {
            LOG.log(Level.WARNING, "backup.unreadable file=" + file.getFileName(), damaged);
            return false;
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static ProblemException notSupported(String what, Throwable cause) {
        return new ProblemException(ProblemType.NOT_SUPPORTED, cause).with("what", what);
    }

    private static ProblemException notFound() {
        return new ProblemException(ProblemType.NOT_FOUND).with("what", "backup");
    }
}
