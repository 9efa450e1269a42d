/** Answers that are told piece by piece: numbered, kept for a while where that is wanted, resumed on another connection, stopped. */
package steward.platform.stream;
