/** The load of {@code bench/run.sh} that wrk cannot make. Needs nothing but the JDK, as the stub model server. */
package steward.bench;
