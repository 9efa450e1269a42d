/** Whole documents, read once: citations quote from them by offsets in UTF-16 code units. */

import { json } from './api.js';

const MOST = 20;
const read = new Map();

/** The document as {document_id, title, text}. Throws a Refusal. */
export function documentWith(id) {
  if (!read.has(id)) {
    read.set(
      id,
      json(`api/knowledge/documents/${encodeURIComponent(id)}/content`).catch(failure => {
        read.delete(id);
        throw failure;
      }),
    );
    if (read.size > MOST) {
      read.delete(read.keys().next().value);
    }
  }
  return read.get(id);
}

/** The words that the citation points at. */
export async function passageOf(citation) {
  if (citation.text) {
    return citation.text;
  }
  const { text } = await documentWith(citation.document_id);
  return text.slice(citation.start, citation.end);
}
