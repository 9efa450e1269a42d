package steward.monitoring;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Has the Nginx of this machine send nothing to this instance: by a file with its name in Nginx's folder {@code down}, as
 * scripts/rolling_restart.sh does it. Nginx looks for it at each request and leaves out one instance at a time. start.sh
 * takes the file away once the instance is back. For one thread.
 */
final class NginxMark {
    /** What stands in the file, so that start.sh takes away this one and no other. */
    static final String RECYCLING = "recycling\n";

    private static final Logger LOG = Logger.getLogger(NginxMark.class.getName());
    private static final Pattern RUN_FOLDER = Pattern.compile("(?m)^pid (.*)/nginx\\.pid;");

    /** What scripts/nginx_config.sh has written; null without an Nginx of ours. */
    private final Path folder;

    private final Pattern server;
    private boolean warned;

    /** @param folder null without an Nginx of ours on this machine */
    NginxMark(Path folder, int port) {
        this.folder = folder;
        this.server = Pattern.compile("(?m)^server ([^ ;/]+:" + port + ")[ ;]");
    }

    /**
     * Takes this instance out.
     *
     * @return false where another one is out already, or somebody is replacing this one; true also where there is no
     *     Nginx to tell, or none that can be told
     */
    boolean put() {
        if (folder == null) {
            return true;
        }
        try {
            var down = down();
            var mark = down.resolve(found(server, "servers.conf"));
            if (!write(mark)) {
                return false;
            }
            if (isAlone(down)) {
                return true;
            }
            Files.deleteIfExists(mark);
            return false;
        } catch (IOException unable) {
            warn(unable);
            return true;
        }
    }

    private Path down() throws IOException {
        return Path.of(found(RUN_FOLDER, "nginx.conf")).resolve("down");
    }

    private String found(Pattern pattern, String file) throws IOException {
        var match = pattern.matcher(Files.readString(folder.resolve(file)));
        if (!match.find()) {
            throw new IOException(folder.resolve(file) + " does not name this instance");
        }
        return match.group(1);
    }

    /** False where somebody is replacing this instance, whose file stays as it is. */
    private static boolean write(Path mark) throws IOException {
        try {
            Files.writeString(mark, RECYCLING, StandardOpenOption.CREATE_NEW);
            return true;
        } catch (FileAlreadyExistsException outAlready) {
            return Files.readString(mark).equals(RECYCLING);
        }
    }

    private static boolean isAlone(Path down) throws IOException {
        try (Stream<Path> marks = Files.list(down)) {
            return marks.count() == 1;
        }
    }

    /** Once: it is asked again and again. */
    private void warn(IOException unable) {
        if (!warned) {
            LOG.log(Level.WARNING, "instance.nginx_not_told folder=" + folder, unable);
            warned = true;
        }
    }
}
