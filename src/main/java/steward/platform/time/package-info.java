/** The clock that everybody is given. */
package steward.platform.time;
