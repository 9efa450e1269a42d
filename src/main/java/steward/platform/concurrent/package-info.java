/** Named, bounded pools of the container for work that waits on a disk or a database. */
package steward.platform.concurrent;
