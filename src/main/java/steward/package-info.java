/** Steward: the production AI back end in one Jakarta EE WAR. Its rooms and their arrows: docs/architecture.md. */
package steward;
