package steward.knowledge;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NRTCachingDirectory;
import org.apache.lucene.util.IOUtils;

/**
 * The index in its folder: a copy of the rows, never the only place of anything. It knows the last change it holds, so
 * that what came later can be read from the rows; where the folder is missing, broken, of another layout or of another
 * database, it begins empty. What was applied is found by the next search; it reaches the disk for good at
 * {@link #commit()} only. Searches may run at any time; changes are applied by one thread at a time.
 */
final class SearchIndex implements Closeable {
    private static final Logger LOG = Logger.getLogger(SearchIndex.class.getName());
    /** Raised whenever fields or the cutting of terms change: an index of another layout is built anew. */
    private static final String LAYOUT = "1";

    private static final double MERGED_IN_MEMORY_MB = 4;
    private static final double CACHED_IN_MEMORY_MB = 24;
    private static final double BUFFER_MB = 24;

    /** What a commit may take beside what is in memory. */
    private static final long ROOM_BYTES = 4L << 20;

    private final Path folder;
    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final String epoch;
    private volatile long applied;
    private volatile long written;
    private volatile long refreshed;
    private long committed;

    private SearchIndex(Path folder, Directory directory, IndexWriter writer, String epoch) throws IOException {
        this.folder = folder;
        this.directory = directory;
        this.writer = writer;
        this.epoch = epoch;
        this.applied = lastChange(committedData(writer), epoch);
        this.committed = applied;
        this.searchers = new SearcherManager(writer, null);
    }

    /**
     * Opens the index, or begins an empty one.
     *
     * @param epoch the id of the rows it must be a copy of
     * @param newest the last change among the rows; an index that claims to be further is of a lost past
     * @throws IOException where the folder cannot be used, also while another process holds it
     */
    static SearchIndex open(Path folder, String epoch, long newest) throws IOException {
        try {
            var index = openAsItIs(folder, epoch);
            if (index.applied >= 0 && index.applied <= newest) {
                return index;
            }
            LOG.log(Level.INFO, "index.outdated applied={0} newest={1}", new Object[] {index.applied, newest});
            index.abandon();
        } catch (CorruptIndexException
                | IndexFormatTooOldException
                | IndexFormatTooNewException
                | IndexNotFoundException
                | java.nio.file.NoSuchFileException
                | java.io.EOFException
                | IllegalArgumentException broken) {
            LOG.log(Level.WARNING, "index.unreadable cause={0}", broken.toString());
        }
        IOUtils.rm(folder);
        return openAsItIs(folder, epoch);
    }

    private static SearchIndex openAsItIs(Path folder, String epoch) throws IOException {
        Files.createDirectories(folder);
        Directory directory = FSDirectory.open(folder);
        IndexWriter writer = null;
        try {
            directory = new NRTCachingDirectory(directory, MERGED_IN_MEMORY_MB, CACHED_IN_MEMORY_MB);
            writer = new IndexWriter(directory, config());
            return new SearchIndex(folder, directory, writer, epoch);
        } catch (IOException | RuntimeException failure) {
            IOUtils.closeWhileHandlingException(writer, directory);
            throw failure;
        }
    }

    private static IndexWriterConfig config() {
        var merges = new ConcurrentMergeScheduler();
        merges.setMaxMergesAndThreads(3, 1);
        return new IndexWriterConfig(null)
                .setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND)
                .setCommitOnClose(false)
                .setRAMBufferSizeMB(BUFFER_MB)
                .setMergeScheduler(merges);
    }

    private static Map<String, String> committedData(IndexWriter writer) {
        var data = new HashMap<String, String>();
        var committed = writer.getLiveCommitData();
        if (committed != null) {
            committed.forEach(entry -> data.put(entry.getKey(), entry.getValue()));
        }
        return data;
    }

    /** 0 for an index that is still empty, -1 for one that is not a copy of these rows. */
    private static long lastChange(Map<String, String> data, String epoch) {
        if (data.isEmpty()) {
            return 0;
        }
        boolean ours = LAYOUT.equals(data.get("layout")) && epoch.equals(data.get("epoch"));
        return ours ? Long.parseLong(data.get("change")) : -1;
    }

    /** The last change that it holds. */
    long applied() {
        return applied;
    }

    /** Puts documents in the place of what it held of them. */
    void replace(Collection<IndexedDocument> documents) throws IOException {
        for (var document : documents) {
            writer.updateDocuments(new Term(IndexFields.DOCUMENT, document.id()), IndexFields.of(document));
        }
    }

    /** Forgets documents, or all documents of collections, by their ids. */
    void delete(Collection<String> ids) throws IOException {
        for (var id : ids) {
            writer.deleteDocuments(new Term(IndexFields.DOCUMENT, id), new Term(IndexFields.COLLECTION, id));
        }
    }

    /** Declares that every change up to this one has been applied. */
    void reached(long change) {
        applied = change;
        written++;
    }

    /**
     * Makes sure that the next start finds what was applied; costs an fsync. Does nothing on a full disk: a commit that
     * fails closes the index, and what is not committed the next start reads from the rows.
     */
    void commit() throws IOException {
        if (committed == applied && !writer.hasUncommittedChanges() || !hasRoom()) {
            return;
        }
        long change = applied;
        writer.setLiveCommitData(Map.of("layout", LAYOUT, "epoch", epoch, "change", Long.toString(change))
                .entrySet());
        writer.commit();
        committed = change;
    }

    private boolean hasRoom() {
        return folder.toFile().getUsableSpace() > writer.ramBytesUsed() + ROOM_BYTES;
    }

    /** How many passages it holds. */
    int passages() throws IOException {
        return read(searcher -> searcher.getIndexReader().numDocs());
    }

    /** Whether an error, as a full disk is one, has closed it: it is searched as it is, but has to be opened anew. */
    boolean isBroken() {
        return !writer.isOpen();
    }

    /** Something that reads the index at one moment. */
    interface Reading<T> {
        T read(IndexSearcher searcher) throws IOException;
    }

    /** Lets {@code reading} see everything that was applied before this call. */
    <T> T read(Reading<T> reading) throws IOException {
        refresh();
        var searcher = searchers.acquire();
        try {
            return reading.read(searcher);
        } finally {
            searchers.release(searcher);
        }
    }

    private void refresh() throws IOException {
        long seen = written;
        if (seen == refreshed || isBroken()) {
            return;
        }
        try {
            searchers.maybeRefreshBlocking();
            refreshed = seen;
        } catch (IOException | AlreadyClosedException failure) {
            // what is being written may need room; what has been is still there
            if (!isBroken()) {
                throw failure;
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (isBroken() || !hasRoom()) {
            // closing would write what is kept in memory, too
            abandon();
            return;
        }
        commit();
        IOUtils.close(searchers, writer, directory);
    }

    /** Closes it and deletes its folder. */
    void discard() throws IOException {
        abandon();
        IOUtils.rm(folder);
    }

    private void abandon() {
        // a rollback closes the writer without a commit, whatever has befallen it
        IOUtils.closeWhileHandlingException(searchers, writer::rollback, directory);
    }
}
