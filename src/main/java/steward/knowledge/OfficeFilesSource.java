package steward.knowledge;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;
import steward.knowledge.file.FileLimits;
import steward.knowledge.file.ForkedReading;
import steward.knowledge.file.OfficeFiles;

/** Says how Office files and PDFs are read: in a process of their own. */
@ApplicationScoped
class OfficeFilesSource {
    @Produces
    @Singleton
    OfficeFiles officeFiles(ScheduledExecutorService timer) {
        return new ForkedReading(FileLimits.STANDARD, timer);
    }

    void end(@Disposes OfficeFiles files) {
        if (files instanceof AutoCloseable process) {
            close(process);
        }
    }

    private static void close(AutoCloseable process) {
        try {
            process.close();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
