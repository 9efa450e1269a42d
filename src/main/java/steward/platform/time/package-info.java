/** The clock that everybody is given, and how times are written. */
package steward.platform.time;
