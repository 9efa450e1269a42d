import { html, nothing } from 'lit';
import { marked } from '../../elements/knowledge-search.js';
import { PageElement } from '../../elements/page-element.js';
import '../../elements/problem-card.js';
import { address } from '../../api.js';
import { t, took } from '../../text.js';
import { json, withQuery } from '../back-end.js';
import { button, chip, table } from '../parts.js';
import { count, named } from '../words.js';

const MODES = ['keyword', 'hybrid', 'vector'];
const HOW_MANY = [3, 5, 10, 20, 50];

/** Asks the search that chat asks, and shows why each passage stands where it stands. */
export class KnowledgeBench extends PageElement {
  static properties = { query: {}, answer: { state: true }, problem: { state: true }, running: { state: true } };

  constructor() {
    super();
    Object.assign(this, { query: {}, answer: null, problem: null, running: false });
  }

  render() {
    const { q = '', k = '5', mode = 'keyword', collection = '', expect = '' } = this.query;
    return html`
      <form class="filters bench" role="search" @submit=${this.#submit}>
        <label class="choice broad"><span>${t('bench.question')}</span><input type="search" name="q" .value=${q} required /></label>
        <label class="choice"><span>k</span><select name="k">${HOW_MANY.map(n => html`<option ?selected=${String(n) === k}>${n}</option>`)}</select></label>
        <label class="choice"><span>${t('bench.mode')}</span><select name="mode">
          ${MODES.map(name => html`<option value=${name} ?selected=${name === mode}>${t(`bench.mode.${name}`)}</option>`)}</select></label>
        <label class="choice"><span>${t('knowledge.collection')}</span><input name="collection" .value=${collection} placeholder=${t('any')} /></label>
        <label class="choice"><span>${t('bench.expect')}</span><input name="expect" .value=${expect} placeholder="id" spellcheck="false" /></label>
        <button class="button primary" ?disabled=${this.running}>${t('search.go')}</button>
      </form>
      <p class="quiet">${t('bench.text')}</p>
      ${this.problem ? html`<problem-card .problem=${this.problem}></problem-card>` : nothing}
      <div aria-busy=${String(this.running)}>${this.answer ? this.#answer(this.answer) : nothing}</div>
    `;
  }

  async #submit(event) {
    event.preventDefault();
    const asked = Object.fromEntries(new FormData(event.target));
    this.send('seek', asked);
    Object.assign(this, { running: true, problem: null });
    try {
      this.answer = await json(this.#path(asked));
    } catch (problem) {
      Object.assign(this, { answer: null, problem });
    } finally {
      this.running = false;
    }
  }

  #path(asked) {
    return withQuery('api/knowledge/search', { ...asked, explain: true });
  }

  #answer({ results, total, took_ms: millis, mode, requested_mode: wanted, explain }) {
    const curl = `curl -s '${address(this.#path(this.query))}'`;
    return html`
      <p class="row" role="status">
        ${t('search.found', { total: count(total), time: took(millis) })}
        ${wanted ? chip('warn', t('bench.instead', { wanted, mode })) : nothing}
        ${button(t('copy.curl'), () => this.send('copy-text', curl))}
      </p>
      ${explain ? this.#understood(explain) : nothing}
      ${table(t('bench.results'), this.#columns(), results, { empty: t('search.none'), key: ({ chunk_id: id }) => id })}
    `;
  }

  #understood({ terms = [], phrases = [], ignored = [], expected }) {
    return html`
      <p>${t('bench.terms')} ${terms.map(({ text, passages }) => html`<span class="chip plain">${text} <span class="quiet">${count(passages)}</span></span> `)}</p>
      ${phrases.length ? html`<p>${t('bench.phrases')} ${phrases.map(text => chip('plain', text))}</p>` : nothing}
      ${ignored.length ? html`<p class="quiet">${t('bench.ignored', { words: ignored.join(' ') })}</p>` : nothing}
      ${expected ? this.#expected(expected) : nothing}
    `;
  }

  #expected({ reason, rank, score }) {
    const values = { rank: count(rank), score: score?.toFixed(3) ?? '–' };
    return html`<p class="verdict ${reason === 'in_results' ? 'good' : 'warn'}">${t(`bench.expected.${reason.replaceAll('_', '-')}`, values)}</p>`;
  }

  #columns() {
    const { results } = this.answer;
    return [
      { name: '#', kind: 'number', cell: result => results.indexOf(result) + 1 },
      { name: t('sources.score'), kind: 'number', cell: ({ score }) => score.toFixed(3) },
      {
        name: t('bench.passage'),
        cell: ({ document_id: id, title, heading, text, highlights, relevant }) => html`
          <a href="#/knowledge/${id}"><strong>${title}</strong></a> <span class="quiet">${heading}</span>
          ${relevant === false ? chip('warn', t('bench.weak')) : nothing}
          <p class="passage">${marked(text, highlights)}</p>`,
      },
      { name: t('bench.why'), cell: ({ explain }) => (explain ? this.#why(explain) : nothing) },
    ];
  }

  #why({ matched = [], missing = [], parts = [], base, coverage_factor: coverage, language_factor: language }) {
    return html`
      <div>${t('bench.matched')} ${matched.join(' ') || '–'}</div>
      ${missing.length ? html`<div class="quiet">${t('bench.missing')} ${missing.join(' ')}</div>` : nothing}
      <details><summary>${t('bench.sum')}</summary>
        <ul class="plain">
          ${parts.map(({ field, term, score }) => html`<li>${named('bench.field', field)} · ${term} <span class="number">${score.toFixed(3)}</span></li>`)}
          <li>${t('bench.factors', { base: base?.toFixed(3) ?? '–', coverage: coverage?.toFixed(2) ?? '–', language: language?.toFixed(2) ?? '–' })}</li>
        </ul></details>
    `;
  }
}

customElements.define('knowledge-bench', KnowledgeBench);
