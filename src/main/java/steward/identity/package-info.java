/** How a caller is known: an API key, or on loopback and when keys are not required, the client's address. */
package steward.identity;
