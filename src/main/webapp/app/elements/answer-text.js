import { blocks, rendered } from '../markdown.js';
import { markCitations, quotationBefore } from '../citations.js';
import { t } from '../text.js';
import { PageElement } from './page-element.js';

/**
 * An answer's text. Blocks that have not changed since the last piece arrived keep their nodes, so a selection in them
 * survives and a long answer costs no more at its end than at its beginning.
 */
export class AnswerText extends PageElement {
  static properties = { text: {}, citations: {}, finished: { type: Boolean } };

  #shown = [];

  constructor() {
    super();
    this.text = '';
    this.citations = null;
    this.finished = false;
  }

  updated(changed) {
    if (changed.has('citations') || changed.has('finished') || changed.size === 0) {
      this.#drop(0); // numbers mean something else now, or speak another language
    }
    const wanted = blocks(this.text);
    let same = 0;
    while (same < this.#shown.length && this.#shown[same].source === wanted[same]?.raw) {
      same++;
    }
    this.#drop(same);
    wanted.slice(same).forEach(block => this.#add(block));
  }

  #drop(from) {
    this.#shown.splice(from).forEach(({ nodes }) => nodes.forEach(node => node.remove()));
  }

  #add(block) {
    const fragment = rendered(block);
    markCitations(fragment, (n, before) => this.#number(n, quotationBefore(before)));
    fragment.querySelectorAll('pre').forEach(pre => this.#frameCode(pre));
    fragment.querySelectorAll('table').forEach(table => letScroll('table', table));
    this.#shown.push({ source: block.raw, nodes: [...fragment.childNodes] });
    this.append(fragment);
  }

  #number(n, quote) {
    const citation = this.citations?.find(other => other.n === n);
    if (!citation) {
      // where no passage was given, brackets are the text's own
      return this.finished && this.citations?.length ? null : undefined;
    }
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'cite';
    button.textContent = n;
    button.setAttribute('aria-label', t('cite.open', { n, title: citation.title }));
    button.addEventListener('click', () => this.send('open-citation', { citation, citations: this.citations, quote }));
    for (const [event, name] of [['mouseenter', 'peek'], ['focus', 'peek'], ['mouseleave', 'unpeek'], ['blur', 'unpeek']]) {
      button.addEventListener(event, () => this.send(name, { citation, anchor: button }));
    }
    return button;
  }

  #frameCode(pre) {
    const copy = document.createElement('button');
    copy.type = 'button';
    copy.className = 'copy-code';
    copy.textContent = t('copy');
    copy.addEventListener('click', () => this.send('copy-text', pre.textContent));
    const block = document.createElement('div');
    block.className = 'code-block';
    pre.replaceWith(block);
    block.append(copy, pre);
    letScroll('code', pre);
  }
}

/** A wide thing scrolls by itself, by keyboard too. */
function letScroll(kind, wide) {
  const frame = document.createElement('div');
  frame.className = `scrolling scrolling-${kind}`;
  frame.tabIndex = 0;
  frame.setAttribute('role', 'group');
  frame.setAttribute('aria-label', t(`scroll.${kind}`));
  wide.replaceWith(frame);
  frame.append(wide);
}

customElements.define('answer-text', AnswerText);
