package steward.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network between an instance and one server of its: a port of this machine that leads to another one, until it is cut.
 * Safe for many threads.
 */
public final class Cable implements AutoCloseable {
    private final int target;
    private final int port;
    private final Set<Strand> strands = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket door;
    private volatile boolean swallowing;

    private Cable(int target) throws IOException {
        this.target = target;
        this.door = listen(0);
        this.port = door.getLocalPort();
        open(door);
    }

    /** Leads to this port of this machine. */
    public static Cable to(int port) {
        try {
            return new Cable(port);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public int port() {
        return port;
    }

    /** Breaks every connection and refuses new ones. */
    public void cut() {
        closeDoor();
        strands.forEach(Strand::breakOff);
    }

    /**
     * From now on nothing arrives, and nobody is told: what is sent on a connection of before is lost for ever, as behind a
     * firewall that forgot it; new ones are taken and never answered.
     */
    public void swallow() {
        swallowing = true;
        strands.forEach(Strand::loseAll);
    }

    /** New connections lead to the server again; the server learns that those it has are no more. */
    public void mend() {
        swallowing = false;
        strands.forEach(Strand::forget);
        if (door.isClosed()) {
            try {
                door = listen(port);
                open(door);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        var socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
        return socket;
    }

    private void open(ServerSocket socket) {
        daemon(() -> {
            while (!socket.isClosed()) {
                try {
                    accept(socket.accept());
                } catch (IOException closed) {
                    // cut off, or the server refuses this one
                }
            }
        });
    }

    private void accept(Socket client) throws IOException {
        var strand = new Strand(client);
        strands.add(strand);
        if (swallowing) {
            strand.loseAll();
            strand.carry(client, null);
            return;
        }
        try {
            strand.server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException refused) {
            strand.breakOff();
            throw refused;
        }
        strand.carry(client, strand.server);
        strand.carry(strand.server, client);
    }

    private void closeDoor() {
        try {
            door.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        cut();
    }

    private static void daemon(Runnable work) {
        var thread = new Thread(work, "cable");
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection with what leads on from it. */
    private final class Strand {
        private final Socket client;
        private volatile Socket server;
        private volatile boolean lost;

        Strand(Socket client) {
            this.client = client;
        }

        /** Without a {@code to} what comes is read and dropped. */
        void carry(Socket from, Socket to) {
            daemon(() -> {
                var buffer = new byte[16 * 1024];
                try {
                    for (int read; (read = from.getInputStream().read(buffer)) >= 0; ) {
                        if (!lost && to != null) {
                            to.getOutputStream().write(buffer, 0, read);
                        }
                    }
                } catch (IOException broken) {
                    // the other side is told below
                }
                if (!lost || from == client) {
                    breakOff();
                }
            });
        }

        void loseAll() {
            lost = true;
        }

        /** The server's side ends, the client's stays as it is: silent. */
        void forget() {
            if (lost) {
                close(server);
            }
        }

        void breakOff() {
            strands.remove(this);
            close(client);
            close(server);
        }

        /** With a reset, as from a machine that knows nothing of the connection. */
        private void close(Socket socket) {
            if (socket != null) {
                try {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } catch (IOException gone) {
                    // as it should be
                }
            }
        }
    }
}
