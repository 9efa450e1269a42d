/**
 * Durable work. A task is one row; whoever holds the row's lease may work on it, and a lease lapses when its heartbeat does.
 * Other rooms bring work as {@link steward.task.TaskHandler}; this room knows none of them. A run is at least once, its
 * recording exactly once.
 */
package steward.task;
