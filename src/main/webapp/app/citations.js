/** Turns the numbers [1], [2] of an answer's text into buttons that open the passage. */

const NUMBER = /[[【](\d{1,3})[\]】]/g;

const isProse = node => !node.parentElement?.closest('code, pre, a');

function texts(fragment) {
  const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    if (isProse(walker.currentNode)) {
      found.push(walker.currentNode);
    }
  }
  return found;
}

/**
 * Replaces each number in the fragment by what `mark(n, before)` gives: a node, null to drop it, or undefined to leave it
 * as it is; `before` is the text that leads up to it. Code and links stay untouched.
 */
export function markCitations(fragment, mark) {
  for (const node of texts(fragment)) {
    const pieces = [];
    let last = 0;
    for (const match of node.data.matchAll(NUMBER)) {
      const marked = mark(Number(match[1]), node.data.slice(last, match.index));
      if (marked !== undefined) {
        pieces.push(node.data.slice(last, match.index), marked ?? '');
        last = match.index + match[0].length;
      }
    }
    if (last > 0) {
      node.replaceWith(...pieces, node.data.slice(last));
    }
  }
}

/** The quotation that the text ends with, as an extract has it before its number; else the empty string. */
export const quotationBefore = text => /[“"]([^“”"]+)[”"]\s*$/.exec(text)?.[1] ?? '';

/** The numbers cited in the text that none of its citations has. */
export function unknownNumbers(text, citations) {
  const known = new Set(citations.map(citation => citation.n));
  const cited = [...text.matchAll(NUMBER)].map(match => Number(match[1]));
  return new Set(cited.filter(n => !known.has(n)));
}
