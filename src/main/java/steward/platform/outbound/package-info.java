/** The one way out to addresses that people give: webhooks, callbacks, sign-in servers. Never to a private network. */
package steward.platform.outbound;
