/** Upstream models: any server that speaks OpenAI's API. Deadlines, retries before the first byte, and bytes handed on as they come. Waiting holds no thread. */
package steward.model;
