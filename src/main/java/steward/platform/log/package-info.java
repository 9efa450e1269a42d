/** java.util.logging as lines of JSON or text, with the request's id, rotated by size. */
package steward.platform.log;
