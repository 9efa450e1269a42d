package steward.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who listens on this machine, from Linux's {@code /proc}; elsewhere only whether a port is free. */
final class Listeners {
    private static final String LISTENING = "0A";

    private final Path proc;

    /** A listening socket as the kernel lists it. */
    private record Socket(String address, int port, String inode) {
        @Override
        public String toString() {
            return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
        }
    }

    Listeners() {
        this(Path.of("/proc"));
    }

    Listeners(Path proc) {
        this.proc = proc;
    }

    /** Whether a server could listen there now. */
    static boolean free(String host, int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** The process that listens on this port; empty where nobody does or this user may not know. */
    Optional<ProcessHandle> holder(int port) {
        var inodes = sockets().stream()
                .filter(socket -> socket.port() == port)
                .map(Socket::inode)
                .collect(Collectors.toSet());
        if (inodes.isEmpty()) {
            return Optional.empty();
        }
        return processes()
                .filter(pid -> !mine(pid, inodes).isEmpty())
                .findFirst()
                .flatMap(ProcessHandle::of);
    }

    /** Every address that this process listens on. */
    Set<String> of(long pid) {
        var sockets = sockets();
        var inodes = sockets.stream().map(Socket::inode).collect(Collectors.toSet());
        var mine = mine(pid, inodes);
        return sockets.stream()
                .filter(socket -> mine.contains(socket.inode()))
                .map(Socket::toString)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<Long> processes() {
        return ProcessHandle.allProcesses().map(ProcessHandle::pid);
    }

    private Set<String> mine(long pid, Set<String> inodes) {
        var mine = new TreeSet<String>();
        try (var files = Files.newDirectoryStream(proc.resolve(pid + "/fd"))) {
            for (var file : files) {
                inode(file).filter(inodes::contains).ifPresent(mine::add);
            }
        } catch (IOException othersProcess) {
            return Set.of();
        }
        return mine;
    }

    private static Optional<String> inode(Path file) {
        try {
            var target = Files.readSymbolicLink(file).toString();
            return target.startsWith("socket:[")
                    ? Optional.of(target.substring("socket:[".length(), target.length() - 1))
                    : Optional.empty();
        } catch (IOException closedMeanwhile) {
            return Optional.empty();
        }
    }

    private List<Socket> sockets() {
        var sockets = new ArrayList<Socket>();
        for (var table : List.of("net/tcp", "net/tcp6")) {
            try {
                Files.readAllLines(proc.resolve(table)).stream()
                        .skip(1)
                        .map(line -> line.strip().split("\\s+"))
                        .filter(columns -> columns.length > 9 && columns[3].equals(LISTENING))
                        .forEach(columns -> sockets.add(socket(columns)));
            } catch (IOException notLinux) {
                continue;
            }
        }
        return sockets;
    }

    private static Socket socket(String[] columns) {
        var local = columns[1].split(":");
        return new Socket(address(local[0]), Integer.parseInt(local[1], 16), columns[9]);
    }

    /** The kernel writes an address as 32-bit words, each with its bytes turned round. */
    private static String address(String hex) {
        var bytes = HexFormat.of().parseHex(hex);
        for (var word = 0; word < bytes.length; word += 4) {
            swap(bytes, word, word + 3);
            swap(bytes, word + 1, word + 2);
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void swap(byte[] bytes, int one, int other) {
        var kept = bytes[one];
        bytes[one] = bytes[other];
        bytes[other] = kept;
    }
}
