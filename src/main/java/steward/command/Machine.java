package steward.command;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import steward.platform.config.Bilingual;
import steward.platform.config.Setting;
import steward.platform.config.Settings;
import steward.platform.config.Size;

/** What a start needs of the machine: Java, memory, the port, folders to write in and room on the disk. */
final class Machine {
    private static final int OLDEST_JAVA = 17;
    /** What the server takes beside the Java heap: classes, threads, buffers. */
    private static final long BESIDE_THE_HEAP_MB = 300;

    /** A machine that is sold as 8 GB shows less: kernel and firmware keep a part. */
    private static final double LEFT_BY_THE_SYSTEM = 0.9;

    private static final long SCARCE_DISK_MB = 1_024;
    private static final long FULL_DISK_MB = 200;

    private final Settings settings;
    private final Listeners listeners;
    private final Instance instance;

    Machine(Settings settings, Listeners listeners, Instance instance) {
        this.settings = settings;
        this.listeners = listeners;
        this.instance = instance;
    }

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        findings.add(java(Runtime.version().feature()));
        findings.add(memory(availableMegabytes()));
        totalMegabytes().stream()
                .mapToObj(memoryMb -> size(Runtime.getRuntime().availableProcessors(), memoryMb))
                .flatMap(Optional::stream)
                .forEach(findings::add);
        findings.add(port());
        findings.add(folder(new Bilingual("数据目录", "data folder"), settings.path(Setting.DATA_DIR), "DATA_DIR"));
        findings.add(folder(new Bilingual("日志目录", "log folder"), settings.path(Setting.LOG_DIR), "LOG_DIR"));
        findings.add(disk(settings.path(Setting.DATA_DIR)));
        return findings;
    }

    static Finding java(int version) {
        var found = Bilingual.same(version + " (" + System.getProperty("java.vendor", "") + ")");
        return version >= OLDEST_JAVA
                ? Finding.ok(Bilingual.same("Java"), found)
                : Finding.problem(
                        Bilingual.same("Java"), found, new Bilingual("安装 JDK 17 或更新版本", "install JDK 17 or newer"));
    }

    Finding memory(OptionalLong availableMb) {
        var name = new Bilingual("内存", "memory");
        if (availableMb.isEmpty()) {
            return Finding.unknown(name, new Bilingual("此系统上无法得知", "this system does not say"));
        }
        var needed = settings.integer(Setting.MAX_HEAP_MB) + BESIDE_THE_HEAP_MB;
        var found = new Bilingual(
                "可用 " + size(availableMb.getAsLong()) + "，最多需要约 " + size(needed),
                size(availableMb.getAsLong()) + " available, about " + size(needed) + " needed at most");
        return availableMb.getAsLong() >= needed
                ? Finding.ok(name, found)
                : Finding.warning(
                        name,
                        found,
                        new Bilingual("关闭其他程序或减小 MAX_HEAP_MB", "close other programs or lower MAX_HEAP_MB"));
    }

    /** Whether the machine is of the size that the settings say; empty where they say none. */
    Optional<Finding> size(int cores, long memoryMb) {
        return Size.of(settings).map(size -> size(size, cores, memoryMb));
    }

    private static Finding size(Size size, int cores, long memoryMb) {
        var name = new Bilingual("大小", "size");
        var found = new Bilingual(
                size.label() + "：" + size.cores() + " 核 " + size(size.memoryMb()) + "；本机 " + cores + " 核 "
                        + size(memoryMb),
                size.label() + ": " + size.cores() + " cores, " + size(size.memoryMb()) + "; here " + cores + " cores, "
                        + size(memoryMb));
        if (fits(size, cores, memoryMb)) {
            return Finding.ok(name, found);
        }
        var smaller = Stream.of(Size.values())
                .filter(other -> fits(other, cores, memoryMb))
                .reduce((one, larger) -> larger)
                .map(largest -> "STEWARD_SIZE=" + largest.label());
        return Finding.warning(
                name,
                found,
                new Bilingual(
                        smaller.orElse("去掉 STEWARD_SIZE") + "，或换更大的机器",
                        smaller.orElse("remove STEWARD_SIZE") + ", or take a larger machine"));
    }

    private static boolean fits(Size size, int cores, long memoryMb) {
        return cores >= size.cores() && memoryMb >= size.memoryMb() * LEFT_BY_THE_SYSTEM;
    }

    Finding port() {
        var host = settings.text(Setting.BIND_ADDRESS);
        var port = settings.integer(Setting.PORT);
        var name = new Bilingual("端口", "port");
        if (Listeners.free(host, port)) {
            return Finding.ok(name, new Bilingual(port + " 空闲", port + " is free"));
        }
        var holder = listeners.holder(port);
        if (holder.isPresent() && holder.equals(instance.process())) {
            return Finding.ok(name, new Bilingual(port + "，本实例在用", port + ", used by this instance"));
        }
        return Finding.problem(
                name,
                holder.map(ProcessHandle::pid)
                        .map(pid -> new Bilingual(
                                port + " 被 " + program(pid) + " 占用", port + " is taken by " + program(pid)))
                        .orElseGet(() -> unusable(host, port)),
                Bilingual.same("PORT=" + (port < 1024 ? 8000 : port + 1) + " ./start.sh "
                        + settings.profile().label()));
    }

    private static Bilingual unusable(String host, int port) {
        return port < 1024
                ? new Bilingual(port + " 用不了：被占用，或需要管理员权限", port + " cannot be used: taken, or for administrators only")
                : new Bilingual(
                        host + ":" + port + " 用不了：被占用，或不是本机地址",
                        host + ":" + port + " cannot be used: taken, or not of this machine");
    }

    private static String program(long pid) {
        var name = ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> Path.of(command).getFileName().toString());
        return name.orElse("?") + "(" + pid + ")";
    }

    static Finding folder(Bilingual name, Path folder, String setting) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".written", null));
            return Finding.ok(name, new Bilingual(folder + " 可写", folder + " is writable"));
        } catch (IOException denied) {
            return Finding.problem(
                    name,
                    new Bilingual(folder + " 不可写", folder + " cannot be written to"),
                    new Bilingual(
                            setting + "=另一个目录，或 chown -R \"$USER\" " + folder,
                            setting + "=another folder, or chown -R \"$USER\" " + folder));
        }
    }

    static Finding disk(Path folder) {
        var name = new Bilingual("磁盘", "disk");
        try {
            var existing = folder;
            while (!Files.exists(existing)) {
                existing = existing.getParent();
            }
            return disk(name, Files.getFileStore(existing).getUsableSpace() >> 20);
        } catch (IOException unknown) {
            return Finding.unknown(name, new Bilingual("无法得知", "cannot be told"));
        }
    }

    private static Finding disk(Bilingual name, long freeMb) {
        var found = new Bilingual("剩余 " + size(freeMb), size(freeMb) + " free");
        var fix = new Bilingual("清理磁盘，或把 DATA_DIR 换到别处", "make room, or move DATA_DIR");
        if (freeMb < FULL_DISK_MB) {
            return Finding.problem(name, found, fix);
        }
        return freeMb < SCARCE_DISK_MB ? Finding.warning(name, found, fix) : Finding.ok(name, found);
    }

    /** Of the machine, or of the container that this runs in; by the attribute's name, as its class is not Java's own. */
    static OptionalLong totalMegabytes() {
        try {
            var system = new ObjectName(ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME);
            var bytes = (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(system, "TotalMemorySize");
            return OptionalLong.of(bytes >> 20);
        } catch (JMException otherJava) {
            return OptionalLong.empty();
        }
    }

    static OptionalLong availableMegabytes() {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .findFirst();
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }

    static String size(long megabytes) {
        return megabytes < 1024 ? megabytes + " MB" : Math.round(megabytes / 102.4) / 10.0 + " GB";
    }
}
