package steward.knowledge;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Semaphore;
import steward.knowledge.ImportTask.Progress;
import steward.knowledge.ImportTask.Stage;
import steward.knowledge.file.FileKind;
import steward.knowledge.file.OfficeFiles;
import steward.knowledge.file.UnreadableFile;
import steward.platform.problem.ProblemException;

/** Makes documents of files. All methods wait for the file to be read and for the database. Thread-safe. */
@ApplicationScoped
class FileImport {
    /** Files that are read at once on behalf of callers who wait. */
    private static final int MOST_AT_ONCE = 2;
    /** A Word file, sheet or PDF that is larger is left to a task. */
    private static final int LARGE = 2 << 20;

    private KnowledgeBase knowledge;
    private OfficeFiles office;
    private ImportFiles queued;
    private Semaphore room;

    FileImport() {} // for the CDI proxy

    @Inject
    FileImport(KnowledgeBase knowledge, OfficeFiles office, ImportFiles queued) {
        this.knowledge = knowledge;
        this.office = office;
        this.queued = queued;
        this.room = new Semaphore(MOST_AT_ONCE);
    }

    /**
     * Adds a file that its sender waits for; one that would take long, or that would have to wait itself, is left to a
     * task.
     *
     * @throws ProblemException as {@link UploadedFile#read} and {@link KnowledgeBase#add}
     */
    Added add(Upload upload, String owner) {
        upload.document().checkedDescription();
        if (takesLong(upload.file()) || !room.tryAcquire()) {
            return Added.queued(queued.submit(owner, List.of(upload)).toString());
        }
        try {
            return add(upload, stage -> {});
        } finally {
            room.release();
        }
    }

    private static boolean takesLong(UploadedFile file) {
        try {
            return file.content().length > LARGE && FileKind.of(file.content()).isRead();
        } catch (UnreadableFile toldWhenItIsRead) {
            return false;
        }
    }

    /** Adds a file now. */
    Added add(Upload upload, Progress progress) {
        progress.at(Stage.PARSING);
        var read = upload.file().read(upload.format(), office);
        progress.at(Stage.CLEANING);
        var document = upload.document();
        progress.at(Stage.SPLITTING);
        var text = PreparedText.of(
                read.format(), read.text(), document.title(), upload.file().title());
        progress.at(Stage.INDEXING);
        return knowledge.addReady(document, text);
    }
}
