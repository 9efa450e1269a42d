package steward.realtime;

import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code /ws}: one connection; its frames are JSON texts of at most {@value #LARGEST_FRAME} characters. */
@ServerEndpoint(value = "/ws", subprotocols = SocketEndpoint.PROTOCOL)
public class SocketEndpoint {
    static final String PROTOCOL = "steward";
    static final int LARGEST_FRAME = 128 * 1024;
    private static final Logger LOG = Logger.getLogger(SocketEndpoint.class.getName());

    @Inject
    private Sockets sockets;

    private volatile Peer peer;

    /** Made by the container. */
    public SocketEndpoint() {}

    /** The handshake is over. */
    @OnOpen
    public void open(Session session, EndpointConfig config) {
        session.setMaxIdleTimeout(0);
        session.setMaxTextMessageBufferSize(LARGEST_FRAME);
        peer = sockets.open((Guest) session.getUserPrincipal(), new SessionWire(session));
    }

    /** A frame. */
    @OnMessage(maxMessageSize = LARGEST_FRAME)
    public void hear(String frame) {
        peer.hear(frame);
    }

    /** It is over, whoever ended it. */
    @OnClose
    public void close(CloseReason reason) {
        if (peer != null) {
            sockets.closed(peer);
        }
    }

    /** The close follows by itself. */
    @OnError
    public void fail(Throwable failure) {
        LOG.log(Level.FINE, "realtime.failed", failure);
    }
}
