/** One way to read and write JSON: Jackson, with limits on depth, numbers and names, for JAX-RS and for servlets alike. */
package steward.platform.json;
