/** The assistant: the order of an answer (cache, knowledge, prompt, model, memory), conversations and citations, over JSON and SSE. */
package steward.chat;
