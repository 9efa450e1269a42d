/** Pictures: the work of the queue {@code lumina_tasks}. */
package steward.image;
