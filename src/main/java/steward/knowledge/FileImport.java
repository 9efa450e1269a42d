package steward.knowledge;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.Semaphore;
import steward.identity.Caller;
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
    private Visible visible;
    private OfficeFiles office;
    private ImportFiles queued;
    private Semaphore room;

    FileImport() {} // for the CDI proxy

    @Inject
    FileImport(KnowledgeBase knowledge, Visible visible, OfficeFiles office, ImportFiles queued) {
        this.knowledge = knowledge;
        this.visible = visible;
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
    Added add(Upload upload, Caller caller) {
        accept(upload, caller);
        if (takesLong(upload.file()) || !room.tryAcquire()) {
            return Added.queued(queued.submit(caller.id(), List.of(upload)).toString());
        }
        try {
            return add(upload, caller, stage -> {});
        } finally {
            room.release();
        }
    }

    /**
     * Looks at what is said about a file, before it is read.
     *
     * @throws ProblemException validation_failed (422)
     */
    void accept(Upload upload, Caller caller) {
        upload.document().checkedDescription();
        visible.requireTarget(caller, upload.document().collection());
    }

    private static boolean takesLong(UploadedFile file) {
        try {
            return file.content().length > LARGE && FileKind.of(file.content()).isRead();
        } catch (UnreadableFile toldWhenItIsRead) {
            return false;
        }
    }

    /** Adds a file now. */
    Added add(Upload upload, Caller caller, Progress progress) {
        visible.requireTarget(caller, upload.document().collection());
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
