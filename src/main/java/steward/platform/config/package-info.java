/** Every setting by name, where its value came from, and all that is wrong with them at once. */
package steward.platform.config;
