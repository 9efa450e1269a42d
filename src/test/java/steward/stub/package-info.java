/**
 * A stand-in for a model server, for tests and benchmarks: answers at once or late, in one piece or paced, well or
 * badly. Needs nothing but the JDK, so that bench/ can start it from target/test-classes alone.
 */
package steward.stub;
