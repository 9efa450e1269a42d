/**
 * Files that are no text yet: what a file really is, and the text of Word, Excel, PowerPoint and PDF files. Knows nothing
 * of documents, collections or callers. Whatever a file holds, reading it is bounded in time, size and memory.
 */
package steward.knowledge.file;
