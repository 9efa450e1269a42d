/** The operator's command line beside the WAR: status, doctor, logs, keygen, and the configuration check that runs before a start. */
package steward.command;
