/** Documents, their passages, and search over them in Chinese and English. Rows are the truth; the Lucene index is a copy that can be rebuilt. */
package steward.knowledge;
