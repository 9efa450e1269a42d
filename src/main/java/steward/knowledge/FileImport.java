package steward.knowledge;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import steward.knowledge.UploadedFile.Read;
import steward.knowledge.file.OfficeFiles;
import steward.platform.problem.ProblemException;
import steward.platform.problem.ProblemType;

/** Makes documents of files. All methods wait for the file to be read and for the database. Thread-safe. */
@ApplicationScoped
class FileImport {
    /** Files that are read at once on behalf of callers who wait; each of them may take much memory. */
    private static final int MOST_AT_ONCE = 2;

    private static final Duration RETRY = Duration.ofSeconds(3);

    private KnowledgeBase knowledge;
    private OfficeFiles office;
    private Semaphore room;

    FileImport() {} // for the CDI proxy

    @Inject
    FileImport(KnowledgeBase knowledge, OfficeFiles office) {
        this.knowledge = knowledge;
        this.office = office;
        this.room = new Semaphore(MOST_AT_ONCE);
    }

    /**
     * Adds a file that its sender waits for.
     *
     * @throws ProblemException as {@link UploadedFile#read} and {@link KnowledgeBase#add}; server_busy (503) when as many
     *     files as may be are being read
     */
    Added add(Upload upload) {
        upload.document().checkedDescription();
        if (!room.tryAcquire()) {
            throw new ProblemException(ProblemType.SERVER_BUSY)
                    .with("running", MOST_AT_ONCE)
                    .with("limit", MOST_AT_ONCE)
                    .with("waiting", 0)
                    .with("setting", "UPLOAD_MAX_MB")
                    .retryAfter(RETRY);
        }
        try {
            return keep(upload, read(upload));
        } finally {
            room.release();
        }
    }

    Read read(Upload upload) {
        return upload.file().read(upload.format(), office);
    }

    Added keep(Upload upload, Read read) {
        var document = upload.document();
        return knowledge.addReady(
                document,
                PreparedText.of(
                        read.format(),
                        read.text(),
                        document.title(),
                        upload.file().title()));
    }
}
