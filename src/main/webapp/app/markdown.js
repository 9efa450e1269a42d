/**
 * Markdown to safe DOM nodes. Text of a model or a document is never trusted: raw HTML is shown as text, pictures become
 * links, only http, https and mailto links stay, and DOMPurify has the last word. Nothing here assigns innerHTML.
 */

import DOMPurify from 'dompurify';
import { Marked, Tokenizer } from 'marked';

const TAGS = [
  'a', 'blockquote', 'br', 'code', 'del', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'input', 'li', 'ol', 'p', 'pre',
  'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul',
];

const escaped = text =>
  text.replace(/[&<>"']/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign]);

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    html: ({ text }) => escaped(text),
    image: ({ href, text }) => `<a href="${escaped(href)}">${escaped(text || href)}</a>`,
  },
});

/** An address in running Chinese text ends where full-width punctuation begins, though no space comes between. */
class ChineseTokenizer extends Tokenizer {
  url(text) {
    return super.url(text.split(/[，。；：！？、（）【】《》“”‘’…]/, 1)[0]);
  }
}

marked.setOptions({ tokenizer: new ChineseTokenizer() });

const purifier = DOMPurify(window);

purifier.addHook('afterSanitizeAttributes', node => {
  if (node.tagName === 'A') {
    tame(node);
  } else if (node.tagName === 'INPUT') {
    node.type = 'checkbox'; // a task list's; nothing else makes an input
    node.disabled = true;
  }
});

function tame(link) {
  if (!/^(https?:\/\/|mailto:)/i.test(link.getAttribute('href') ?? '')) {
    link.removeAttribute('href');
    return;
  }
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
}

const clean = html =>
  purifier.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ['href', 'start', 'align', 'checked', 'type', 'disabled'],
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });

/** The text's top-level blocks, each with its source. A block whose source is the same renders the same. */
export const blocks = text => marked.lexer(text).filter(token => token.type !== 'space' && token.type !== 'def');

/** One block as a fragment of safe nodes. */
export const rendered = block => clean(marked.parser([block]));
