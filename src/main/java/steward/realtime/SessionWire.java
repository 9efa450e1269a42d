package steward.realtime;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A connection of the container's. */
final class SessionWire implements Wire {
    private static final Logger LOG = Logger.getLogger(SessionWire.class.getName());

    private final Session session;

    SessionWire(Session session) {
        this.session = session;
    }

    @Override
    public void send(String text, Runnable written) {
        try {
            session.getAsyncRemote().sendText(text, result -> written.run());
        } catch (IllegalStateException | IllegalArgumentException closed) {
            LOG.log(Level.FINE, "realtime.closed_while_sending", closed);
            written.run();
        }
    }

    @Override
    public void ping() {
        try {
            session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
        } catch (IOException | IllegalStateException | IllegalArgumentException closed) {
            LOG.log(Level.FINE, "realtime.closed_while_pinging", closed);
        }
    }

    @Override
    public void close(CloseCode code, String reason) {
        try {
            session.close(new CloseReason(CloseCodes.getCloseCode(code.number()), reason));
        } catch (IOException | IllegalStateException closed) {
            LOG.log(Level.FINE, "realtime.closed_already", closed);
        }
    }
}
