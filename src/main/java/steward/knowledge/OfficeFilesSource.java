package steward.knowledge;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ScheduledExecutorService;
import steward.knowledge.file.FileLimits;
import steward.knowledge.file.FileReading;
import steward.knowledge.file.ForkedReading;
import steward.knowledge.file.OfficeFiles;

/** Says how Office files and PDFs are read: in a process of their own, and here where there can be none. */
@ApplicationScoped
class OfficeFilesSource {
    @Produces
    @Singleton
    OfficeFiles officeFiles(ScheduledExecutorService timer) {
        var here = new FileReading(FileLimits.STANDARD, System::nanoTime);
        return new ForkedReading(FileLimits.STANDARD, here, timer);
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
