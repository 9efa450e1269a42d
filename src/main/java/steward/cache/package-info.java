/** Answers that may be forgotten at any time and never lie: the key is the whole question. Equal questions asked at once are asked upstream once. */
package steward.cache;
