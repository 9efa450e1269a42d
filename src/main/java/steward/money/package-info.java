/**
 * Limits that count tokens and money, the ledger behind them, and what was used. A caller without a budget costs no look
 * into the database.
 */
package steward.money;
