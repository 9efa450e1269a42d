import { html, nothing } from 'lit';
import { json } from '../caller.js';
import { t, took } from '../text.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';
import './problem-card.js';

const MOST = 10;
const RELEVANT = 0.34; // below this coverage a passage is only the best of what does not fit

/** The passage's text as pieces, marked where a highlight covers it. Highlights may touch or overlap. */
export function marked(text, highlights) {
  const pieces = [];
  let last = 0;
  for (const { start, end } of [...(highlights ?? [])].sort((a, b) => a.start - b.start)) {
    const from = Math.max(start, last);
    if (end > from) {
      pieces.push(text.slice(last, from), html`<mark>${text.slice(from, end)}</mark>`);
      last = end;
    }
  }
  return [...pieces, text.slice(last)];
}

/** Looks into the knowledge base with the search that chat uses. Sends `look-up`, `open-citation` and `add-document`. */
export class KnowledgeSearch extends PageElement {
  static properties = { query: {}, answer: { state: true }, problem: { state: true }, running: { state: true } };

  constructor() {
    super();
    this.query = '';
    this.answer = null;
    this.problem = null;
    this.running = null;
  }

  updated(changed) {
    if (changed.has('query') && this.query) {
      this.#search(this.query);
    }
  }

  focusField() {
    this.querySelector('input').focus();
  }

  async #search(query) {
    this.running?.abort();
    const running = (this.running = new AbortController());
    try {
      const answer = await json(`api/knowledge/search?k=${MOST}&q=${encodeURIComponent(query)}`, { signal: running.signal });
      Object.assign(this, { answer, problem: null });
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        Object.assign(this, { answer: null, problem: failure });
      }
    } finally {
      this.running = this.running === running ? null : this.running;
    }
  }

  render() {
    return html`
      <div class="search-box">
        <form role="search" @submit=${this.#submitted}>
          <label class="sr-only" for="search">${t('search.label')}</label>
          <span class="field-with-icon">${icon('search')}
            <input id="search" type="search" enterkeyhint="search" placeholder=${t('search.placeholder')} .value=${this.query} />
          </span>
          <button class="button primary">${t('search.go')}</button>
        </form>
        <p class="quiet">${t('search.hint')}</p>
        <div class="results" aria-busy=${String(this.running !== null)}>${this.#results()}</div>
      </div>
    `;
  }

  #submitted(event) {
    event.preventDefault();
    const query = this.querySelector('input').value.trim();
    if (query) {
      this.send('look-up', query);
      this.#search(query);
    }
  }

  #results() {
    if (this.problem) {
      return html`<problem-card .problem=${this.problem} retryable @retry=${() => this.#search(this.query)}></problem-card>`;
    }
    if (!this.answer) {
      return this.running ? html`<p class="quiet">${t('search.running')}</p>` : nothing;
    }
    const { results } = this.answer;
    const relevant = results.some(({ coverage = 1 }) => coverage >= RELEVANT);
    return html`
      <p class="quiet" role="status">${results.length ? this.#count() : t('search.none')}</p>
      ${relevant ? nothing : this.#offerToAdd()}
      ${results.length && !relevant ? html`<p>${t('search.weak')}</p>` : nothing}
      <ol>${results.map((result, index) => this.#result(result, index + 1))}</ol>
    `;
  }

  #count() {
    const { total, total_is_exact, took_ms } = this.answer;
    return t('search.found', { total: total_is_exact === false ? `${total}+` : total, time: took(took_ms) });
  }

  #offerToAdd() {
    return html`<button type="button" class="button" @click=${() => this.send('add-document')}>${icon('file')} ${t('document.add')}</button>`;
  }

  #result(result, n) {
    return html`
      <li class="result">
        <h2>
          <button type="button" class="link" @click=${() => this.#open(result, n)}>${result.title}</button>
          <span class="score" title=${t('sources.score')}>${result.score?.toFixed(2)}</span>
        </h2>
        ${result.heading && !result.text.startsWith(result.heading.split(' › ').at(-1)) ? html`<p class="quiet">${result.heading}</p>` : nothing}
        <p>${marked(result.text, result.highlights)}</p>
      </li>
    `;
  }

  #open(result, n) {
    const citation = { ...result, n };
    this.send('open-citation', { citation, citations: [citation] });
  }
}

customElements.define('knowledge-search', KnowledgeSearch);
