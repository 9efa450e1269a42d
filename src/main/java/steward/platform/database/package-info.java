/** The data source (H2 in a file or PostgreSQL, by DATABASE_URL), a replica to read from, the migrations that run before anything asks for it, and the ids of rows. */
package steward.platform.database;
