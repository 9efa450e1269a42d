/** Who waits, who is refused, and with which status: 429 means that this caller asked too often, 503 that this instance is full. */
package steward.admission;
