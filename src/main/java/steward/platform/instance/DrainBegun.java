package steward.platform.instance;

/**
 * Fired once, when this instance has been told to take nothing new and to finish what it has begun. Whoever holds
 * something open without end (a subscription, a socket) ends it now, telling the other side to come again; whoever takes
 * work by itself stops. Observers must not block.
 */
public record DrainBegun() {}
