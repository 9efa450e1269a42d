/** The instances that share one database: who lives, which version and configuration each has, and whether one is being emptied. */
package steward.platform.instance;
