package steward.knowledge.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.Enumeration;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.poi.openxml4j.util.ZipEntrySource;

/**
 * An Office file's archive whose entries spend the budget while they are unpacked. What is not read, pictures above all,
 * is never unpacked. Archives inside of it are not opened. For one thread.
 */
final class BudgetedZip implements ZipEntrySource {
    /** An entry that unpacks to so many times its size holds nothing that a person wrote. */
    private static final int MOST_RATIO = 200;
    /** Below this size a high ratio harms nobody. */
    private static final long HARMLESS = 8L << 20;

    private final ZipFile zip;
    private final Budget budget;
    private boolean closed;

    BudgetedZip(byte[] content, Budget budget) throws IOException {
        this.zip = ZipEntries.open(content);
        this.budget = budget;
        refuseBomb();
    }

    private void refuseBomb() {
        var entries = Collections.list(zip.getEntries());
        if (entries.size() > budget.entries()) {
            throw new UnreadableFile(FileCause.TOO_COMPLEX);
        }
        for (var entry : entries) {
            if (entry.getSize() > HARMLESS && entry.getSize() / MOST_RATIO > Math.max(1, entry.getCompressedSize())) {
                budget.refuseUnpacked(Long.MAX_VALUE);
            }
        }
    }

    @Override
    public Enumeration<? extends ZipArchiveEntry> getEntries() {
        return zip.getEntries();
    }

    @Override
    public ZipArchiveEntry getEntry(String path) {
        return zip.getEntry(path.startsWith("/") ? path.substring(1) : path);
    }

    @Override
    public InputStream getInputStream(ZipArchiveEntry entry) throws IOException {
        return new Unpacking(zip.getInputStream(entry), budget);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        zip.close();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** Counts what comes out, whatever the archive's directory says. */
    private static final class Unpacking extends FilterInputStream {
        private final Budget budget;

        Unpacking(InputStream in, Budget budget) {
            super(in);
            this.budget = budget;
        }

        @Override
        public int read() throws IOException {
            int octet = super.read();
            budget.unpacked(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            budget.unpacked(Math.max(0, count));
            return count;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
