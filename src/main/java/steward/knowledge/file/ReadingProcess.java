package steward.knowledge.file;

import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/**
 * The process that reads files, one after the other: a file comes in, its text or the cause goes out. Its memory is its
 * own, so that no file can take the server's; whoever started it ends it when a file takes too long. It ends by itself when
 * its input ends, and so with its parent.
 */
final class ReadingProcess {
    private static final JsonMapper JSON =
            JsonMapper.builder().disable(MapperFeature.AUTO_DETECT_IS_GETTERS).build();

    /** What goes out: one of the two is null. */
    record Reply(FileText text, Refusal refusal) {}

    /** Why there is no text. */
    record Refusal(FileCause cause, Map<String, Object> values) {}

    private ReadingProcess() {}

    public static void main(String[] arguments) throws IOException {
        var out = new FileOutputStream(FileDescriptor.out);
        // a library that prints must not speak in between
        System.setOut(System.err);
        serve(System.in, out, new FileReading(FileLimits.STANDARD, System::nanoTime));
    }

    static void serve(InputStream from, OutputStream to, OfficeFiles files) throws IOException {
        var in = new DataInputStream(new BufferedInputStream(from));
        var out = new DataOutputStream(new BufferedOutputStream(to));
        try {
            while (true) {
                var kind = FileKind.valueOf(in.readUTF());
                var content = in.readNBytes(in.readInt());
                var reply = JSON.writeValueAsBytes(reply(kind, content, files));
                out.writeInt(reply.length);
                out.write(reply);
                out.flush();
            }
        } catch (EOFException parentHasGone) {
            out.flush();
        }
    }

    private static Reply reply(FileKind kind, byte[] content, OfficeFiles files) {
        try {
            return new Reply(files.read(kind, content), null);
        } catch (UnreadableFile unreadable) {
            return new Reply(null, new Refusal(unreadable.reason(), unreadable.values()));
        }
    }

    /** Asks the process on the other side of these streams. */
    static FileText ask(FileKind kind, byte[] content, OutputStream to, InputStream from) throws IOException {
        var out = new DataOutputStream(new BufferedOutputStream(to));
        out.writeUTF(kind.name());
        out.writeInt(content.length);
        out.write(content);
        out.flush();
        var in = new DataInputStream(from);
        var reply = JSON.readValue(in.readNBytes(in.readInt()), Reply.class);
        if (reply.refusal() != null) {
            throw new UnreadableFile(reply.refusal().cause(), reply.refusal().values());
        }
        return reply.text();
    }
}
