package steward.realtime;

/** Why a connection is closed (RFC 6455, section 7.4; from 4000 on the application's own). */
enum CloseCode {
    /** This instance stops; the reason says after how many milliseconds to come again. */
    GOING_AWAY(1001),
    /** The key is missing, unknown, expired or revoked. */
    UNAUTHORIZED(4401),
    /** Too many connections, too many frames, or a client that does not read. */
    LIMIT(4429);

    private final int number;

    CloseCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
