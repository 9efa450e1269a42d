/** Files in the database, so that every instance can work on them and hand them out, and the links by which they leave. */
package steward.platform.artefact;
