/**
 * Live connections: {@code /ws} and its twin for closed networks, {@code /api/events}. Questions are asked through the same
 * door as over HTTP; events of tasks, queues and metrics come from any instance.
 */
package steward.realtime;
