/** Reads only: health, metrics and the numbers of this instance. */
package steward.monitoring;
