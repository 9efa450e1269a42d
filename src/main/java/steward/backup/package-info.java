/**
 * Copies of the database as files: made by schedule or on demand, listed, read again, deleted after their time. Restoring is
 * scripts/restore.sh's, as no instance may run meanwhile.
 */
package steward.backup;
