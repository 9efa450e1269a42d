/** What every request meets before it reaches a room: its id, the size and encoding of its body, security headers, and answers written without holding a thread. */
package steward.platform.http;
