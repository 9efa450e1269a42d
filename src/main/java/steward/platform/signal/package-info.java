/** Short signals from one part to others, in this instance and in all others. A signal may be lost: it saves waiting, rows tell the truth. */
package steward.platform.signal;
