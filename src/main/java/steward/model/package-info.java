/**
 * Upstream models: any server that speaks OpenAI's API, reached through {@link steward.model.ModelClient}. Deadlines,
 * retries before the first byte, a breaker for each model, and bytes handed on as they come; waiting holds no thread.
 * Without a model, {@link steward.model.ExtractiveAnswer} quotes the knowledge base and says so.
 */
package steward.model;
