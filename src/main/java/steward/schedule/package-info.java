/** Submits tasks by cron, each tick once whatever the number of instances, and never runs them. */
package steward.schedule;
