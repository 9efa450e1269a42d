import { html, nothing } from 'lit';
import { partOf } from '../documents.js';
import { t } from '../text.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';
import './problem-card.js';

const AROUND = 20_000; // characters before and after the passage
const beside = matchMedia('(min-width: 1200px)');

/**
 * The document behind a citation, its passage marked and scrolled into view, with all the answer's sources to step
 * through. Beside the answer where there is room, above it where there is not.
 */
export class SourcePanel extends PageElement {
  static properties = {
    citations: { state: true },
    citation: { state: true },
    found: { state: true },
    problem: { state: true },
  };

  #quote = '';

  constructor() {
    super();
    this.citations = [];
    this.citation = null;
    this.found = null;
    this.problem = null;
  }

  get #dialog() {
    return this.querySelector('dialog');
  }

  /** Opens at the citation's passage and, where it is given, at the words of it that the answer quotes. */
  async open({ citation, citations, quote = '' }) {
    this.citations = citations;
    this.#quote = quote;
    if (!this.#dialog.open) {
      beside.matches ? this.#dialog.show() : this.#dialog.showModal();
    }
    await this.#turnTo(citation);
  }

  close() {
    this.#dialog.close();
  }

  #turnTo(citation) {
    const { document_id, start, end } = citation;
    return this.#read(citation, partOf(document_id, Math.max(0, start - AROUND), end + AROUND));
  }

  #showWhole() {
    return this.#read(this.citation, partOf(this.citation.document_id, 0));
  }

  async #read(citation, part) {
    Object.assign(this, { citation, found: null, problem: null });
    try {
      const found = await part;
      if (this.citation === citation) {
        this.found = found;
      }
    } catch (refusal) {
      this.problem = refusal;
    }
    await this.updateComplete;
    (this.querySelector('mark b') ?? this.querySelector('mark'))?.scrollIntoView({ block: 'center' });
  }

  render() {
    return html`
      <dialog class="source-panel" aria-labelledby="source-title" @keydown=${this.#pressed}>
        <header>
          <h2 id="source-title">${this.citation?.title ?? ''}</h2>
          <button type="button" class="icon-button" aria-label=${t('close')} @click=${this.close}>${icon('close')}</button>
        </header>
        ${this.citations.length > 1 ? this.#steps() : nothing}
        <div class="document-box" tabindex="0" role="region" aria-label=${t('document.text')}>${this.#content()}</div>
      </dialog>
    `;
  }

  #pressed(event) {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.close();
    }
  }

  #steps() {
    return html`
      <nav class="steps" aria-label=${t('sources')}>
        ${this.citations.map(
          citation => html`
            <button type="button" aria-pressed=${String(citation === this.citation)} title=${citation.title}
              @click=${() => this.open({ citation, citations: this.citations })}>${citation.n}</button>
          `,
        )}
      </nav>
    `;
  }

  #content() {
    if (this.problem) {
      return html`<problem-card .problem=${this.problem} retryable @retry=${() => this.#turnTo(this.citation)}></problem-card>`;
    }
    return this.found ? this.#text(this.found, this.citation) : html`<p class="quiet">${t('passage.loading')}</p>`;
  }

  #text({ text, start, end, characters }, citation) {
    const [from, to] = [citation.start - start, citation.end - start];
    const rest = html`<button type="button" class="button" @click=${this.#showWhole}>${t('document.whole')}</button>`;
    // every character between the tags of the text is the document's own
    return html`
      ${end - start < characters ? rest : nothing}
      <div class="document-text">${text.slice(0, from)}<mark>${this.#passage(text.slice(from, to))}</mark>${text.slice(to)}</div>
    `;
  }

  #passage(words) {
    const at = this.#quote ? words.indexOf(this.#quote) : -1;
    if (at < 0) {
      return words;
    }
    const end = at + this.#quote.length;
    return html`${words.slice(0, at)}<b>${words.slice(at, end)}</b>${words.slice(end)}`;
  }
}

customElements.define('source-panel', SourcePanel);
