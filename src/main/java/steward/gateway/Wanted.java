package steward.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import steward.model.ModelRequest;

/**
 * What is asked for at this door.
 *
 * @param canonical what makes two requests the same: all of the body but our own extension
 * @param resumable whether a stream goes on for a while when its connection breaks
 * @param turn where question and answer are kept; null for nowhere
 * @param rendering how the answer is told; no part of what makes two requests the same
 */
record Wanted(
        ModelRequest request,
        ObjectNode canonical,
        CacheWish wish,
        Citations citations,
        Rendering rendering,
        boolean resumable,
        Turn turn) {}
