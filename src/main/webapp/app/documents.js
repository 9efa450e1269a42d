/** Documents, read in parts: a citation quotes from one by offsets in UTF-16 code units of its whole text. */

import { json } from './caller.js';

const MOST = 50;
const read = new Map();

/** The document's text from start to end as {title, text, start, end, characters}; without an end, all of it. */
export function partOf(id, start, end) {
  const range = end === undefined ? '' : `?start=${start}&end=${end}`;
  const path = `api/knowledge/documents/${encodeURIComponent(id)}/content${range}`;
  if (!read.has(path)) {
    read.set(
      path,
      json(path).catch(failure => {
        read.delete(path);
        throw failure;
      }),
    );
    if (read.size > MOST) {
      read.delete(read.keys().next().value);
    }
  }
  return read.get(path);
}

/** The words that the citation points at. */
export async function passageOf({ text, document_id, start, end }) {
  return text || (await partOf(document_id, start, end)).text;
}
