/** Redis, which makes things faster and shared, and may be away at any time: whoever asks then gets nothing, at once, and goes on alone. */
package steward.platform.redis;
