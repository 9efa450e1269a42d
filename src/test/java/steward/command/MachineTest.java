package steward.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import steward.platform.config.Bilingual;
import steward.platform.config.Settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class MachineTest {
    private static final Bilingual NAME = Bilingual.same("folder");

    @TempDir
    private Path folder;

    @Test
    void anOldJavaIsAProblem() {
        assertThat(Machine.java(11).level()).isEqualTo(Finding.Level.PROBLEM);
        assertThat(Machine.java(17).level()).isEqualTo(Finding.Level.OK);
    }

    @Test
    void tooLittleMemoryIsAWarning() {
        var settings = Settings.of(Map.of("MAX_HEAP_MB", "1024"));
        var machine = new Machine(settings, new Listeners(), new Instance(settings));

        assertThat(machine.memory(OptionalLong.of(900)).level()).isEqualTo(Finding.Level.WARNING);
        assertThat(machine.memory(OptionalLong.of(9000)).level()).isEqualTo(Finding.Level.OK);
        assertThat(machine.memory(OptionalLong.empty()).level()).isEqualTo(Finding.Level.UNKNOWN);
    }

    @Test
    void aMachineThatIsSmallerThanItsSizeIsAWarningThatNamesTheOneThatFits() {
        var large = sized("large");

        assertThat(large.size(8, 15_900).orElseThrow().level()).isEqualTo(Finding.Level.OK);
        assertThat(large.size(8, 7_900).orElseThrow().level()).isEqualTo(Finding.Level.WARNING);
        assertThat(large.size(4, 15_900).orElseThrow().fix().en()).startsWith("STEWARD_SIZE=medium");
        assertThat(large.size(2, 64_000).orElseThrow().fix().en()).startsWith("STEWARD_SIZE=small");
        assertThat(sized("small").size(1, 900).orElseThrow().fix().en()).startsWith("remove STEWARD_SIZE");
        assertThat(sized("small").size(64, 900_000).orElseThrow().level()).isEqualTo(Finding.Level.OK);
        assertThat(sized("").size(1, 900)).as("no size").isEmpty();
    }

    @Test
    void theMemoryOfThisMachineIsKnown() {
        assertThat(Machine.totalMegabytes()).isNotEmpty();
        assertThat(Machine.totalMegabytes().getAsLong()).isGreaterThan(100);
    }

    private static Machine sized(String size) {
        var settings = Settings.of(Map.of("STEWARD_SIZE", size));
        return new Machine(settings, new Listeners(), new Instance(settings));
    }

    @Test
    void aFolderIsMadeAndLeftEmpty() {
        var fresh = folder.resolve("数据/steward");

        assertThat(Machine.folder(NAME, fresh, "DATA_DIR").level()).isEqualTo(Finding.Level.OK);
        assertThat(fresh).isEmptyDirectory();
    }

    @Test
    void aFolderThatCannotBeMadeIsAProblemWithARemedy() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "");

        var finding = Machine.folder(NAME, file.resolve("below"), "DATA_DIR");

        assertThat(finding.level()).isEqualTo(Finding.Level.PROBLEM);
        assertThat(finding.fix().in(Locale.ENGLISH)).contains("DATA_DIR=");
    }

    @Test
    void aFolderThatIsNotThereYetStillHasADisk() {
        assertThat(Machine.disk(folder.resolve("a/b/c")).found().en()).endsWith("free");
    }

    @Test
    void thePortsOfAProcessAreKnown() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/net/tcp")), "needs Linux's /proc");
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var me = ProcessHandle.current();
            var listeners = new Listeners();

            assertThat(Listeners.free("127.0.0.1", socket.getLocalPort())).isFalse();
            assertThat(listeners.holder(socket.getLocalPort())).contains(me);
            assertThat(listeners.of(me.pid())).contains("127.0.0.1:" + socket.getLocalPort());
        }
    }
}
