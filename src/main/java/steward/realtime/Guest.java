package steward.realtime;

import java.security.Principal;
import java.util.Locale;
import java.util.Optional;
import steward.identity.Caller;
import steward.identity.Callers.Place;

/**
 * Who opens a connection, carried from the handshake's request to the connection. A principal, because that is what the
 * container hands on.
 *
 * @param place where the connection comes from
 * @param requestId of the handshake
 * @param credential what was shown in the handshake, if anything; asked again while the connection lasts
 */
record Guest(Caller caller, Place place, String requestId, Locale locale, Optional<String> credential)
        implements Principal {
    @Override
    public String getName() {
        return caller.id();
    }

    @Override
    public String toString() {
        return caller.id();
    }
}
