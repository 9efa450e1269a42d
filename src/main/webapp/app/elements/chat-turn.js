import { html, nothing } from 'lit';
import { asCurl } from '../curl.js';
import { unknownNumbers } from '../citations.js';
import { apiKey } from '../settings.js';
import { t, took } from '../text.js';
import './answer-text.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';
import './problem-card.js';
import { Ticking } from './ticking.js';

/** A question and the answer to it. Sends `again`, `ask`, `copy-text`, `withdraw` and what its parts send. */
export class ChatTurn extends PageElement {
  static properties = { turn: {}, version: {}, last: { type: Boolean }, busy: { type: Boolean }, editing: { state: true } };

  constructor() {
    super();
    this.turn = null;
    this.version = 0; // counts the conversation's changes: a turn is changed in place
    this.last = false;
    this.busy = false;
    this.editing = false;
    new Ticking(this, () => this.#answer?.state === 'waiting');
  }

  get #answer() {
    return this.turn?.answers[this.turn.shown];
  }

  render() {
    return html`
      <article class="turn">
        ${this.editing ? this.#editor() : this.#question()}
        ${this.#answer ? this.#answerParts(this.#answer) : nothing}
      </article>
    `;
  }

  #question() {
    return html`
      <div class="question">
        <span class="who" aria-hidden="true">${icon('quote')}</span>
        <h2><span class="sr-only">${t('turn.question')}</span>${this.turn.question}</h2>
        <button type="button" class="icon-button edit" title=${t('turn.edit')} aria-label=${t('turn.edit')}
          ?disabled=${this.busy} @click=${this.#edit}>${icon('edit')}</button>
      </div>
    `;
  }

  #editor() {
    return html`
      <form class="edit-form" @submit=${this.#resend} @keydown=${this.#leaveEditor}>
        <label class="sr-only" for="edited">${t('turn.edit')}</label>
        <textarea id="edited" rows="3" required .value=${this.turn.question}></textarea>
        <div class="row">
          <button class="button primary">${t('turn.resend')}</button>
          <button type="button" class="button" @click=${() => (this.editing = false)}>${t('cancel')}</button>
        </div>
      </form>
    `;
  }

  async #edit() {
    this.editing = true;
    await this.updateComplete;
    this.querySelector('#edited').focus();
  }

  #leaveEditor(event) {
    if (event.key === 'Escape' && !event.isComposing) {
      event.stopPropagation();
      this.editing = false;
    }
  }

  #resend(event) {
    event.preventDefault();
    const question = this.querySelector('#edited').value.trim();
    this.editing = false;
    if (question) {
      this.send('ask', question);
    }
  }

  #answerParts(answer) {
    const { state, text, citations, meta } = answer;
    const ended = state !== 'waiting' && state !== 'streaming';
    return html`
      <div class="answer is-${state}" aria-busy=${String(!ended)}>
        ${this.#label(answer)}
        ${state === 'waiting' ? this.#waiting(answer) : nothing}
        <answer-text class="prose" .text=${text} .citations=${citations} .finished=${state === 'done'}></answer-text>
        ${state === 'stopped' ? html`<p class="stopped">${icon('stop')} ${this.#stopped(answer)}</p>` : nothing}
        ${state === 'failed' ? this.#failed(answer) : nothing}
        ${ended && citations?.length ? this.#sources(answer) : nothing}
        ${state === 'done' && meta.mode === 'extractive' && !citations?.length ? this.#offerToAdd() : nothing}
        ${ended && text ? this.#actions(answer) : nothing}
      </div>
    `;
  }

  #label({ meta, state, citations, tookMillis }) {
    if (state === 'waiting' || !meta.mode) {
      return nothing;
    }
    const facts = [];
    if (meta.mode === 'extractive' && state === 'done') {
      facts.push(t('answer.passages', { n: citations.length }));
    }
    if (tookMillis !== null) {
      facts.push(took(tookMillis));
    }
    if (meta.cached) {
      facts.push(t('answer.cached'));
    }
    return html`
      <p class="label">
        <span class="badge ${meta.mode}">${writer(meta)}</span>
        ${facts.map(fact => html`<span class="fact">${fact}</span>`)}
      </p>
    `;
  }

  #waiting({ askedAt }) {
    const seconds = Math.floor((performance.now() - askedAt) / 1000);
    return html`
      <p class="waiting">
        <span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
        ${seconds < 1 ? t('answer.waiting') : t('answer.waiting-for', { seconds })}
      </p>
    `;
  }

  #stopped({ usage }) {
    return usage?.total_tokens ? t('answer.stopped-after', { tokens: usage.total_tokens }) : t('answer.stopped');
  }

  #failed({ problem, text }) {
    const words = this.turn.answers.length > 1 ? t('answer.back') : t('turn.drop');
    return html`
      <problem-card .problem=${problem} ?retryable=${this.last && !this.busy} @retry=${this.#again}></problem-card>
      ${text ? nothing : html`<button type="button" class="link" @click=${() => this.send('withdraw', this.turn)}>${words}</button>`}
    `;
  }

  #again = () => this.send('again', this.turn);

  #sources({ citations, text, state }) {
    const dropped = state === 'done' ? unknownNumbers(text, citations).size : 0;
    return html`
      <section class="sources" aria-label=${t('sources')}>
        <h3>${t('sources')}</h3>
        <ol>
          ${citations.map(
            citation => html`
              <li>
                <button type="button" class="source ${citation.cited === false ? 'uncited' : ''}"
                  title=${citation.cited === false ? t('sources.uncited') : nothing} @click=${() => this.send('open-citation', { citation, citations })}>
                  <span class="n">${citation.n}</span><span class="title">${citation.title}</span>
                  <span class="score" title=${t('sources.score')}>${score(citation)}</span>
                </button>
              </li>
            `,
          )}
        </ol>
        ${dropped > 0 ? html`<p class="quiet">${t('sources.dropped', { n: dropped })}</p>` : nothing}
      </section>
    `;
  }

  #offerToAdd() {
    return html`
      <button type="button" class="button" @click=${() => this.send('add-document')}>${icon('file')} ${t('document.add')}</button>
    `;
  }

  #actions({ text }) {
    const { answers, shown, question } = this.turn;
    return html`
      <div class="actions">
        <button type="button" class="link" @click=${() => this.send('copy-text', text)}>${icon('copy')} ${t('copy')}</button>
        <button type="button" class="link" @click=${() => this.send('copy-text', asCurl(question, apiKey.value() !== ''))}>
          ${icon('code')} ${t('copy.curl')}
        </button>
        ${this.last
          ? html`<button type="button" class="link regenerate" ?disabled=${this.busy} @click=${this.#again}>
              ${icon('redo')} ${t('answer.again')}
            </button>`
          : nothing}
        ${answers.length > 1 ? this.#versions(answers.length, shown) : nothing}
      </div>
    `;
  }

  #versions(count, shown) {
    const step = (by, name, label) => html`
      <button type="button" class="icon-button small" aria-label=${label} ?disabled=${!(shown + by in this.turn.answers)}
        @click=${() => this.#show(shown + by)}>${icon(name)}</button>
    `;
    return html`
      <span class="versions">
        ${step(-1, 'back', t('answer.earlier'))} ${shown + 1} / ${count} ${step(1, 'forth', t('answer.later'))}
      </span>
    `;
  }

  #show(index) {
    this.turn.shown = index;
    this.requestUpdate();
  }
}

function writer({ mode, model, fallback }) {
  if (fallback) {
    return t('mode.fallback');
  }
  return mode === 'extractive' ? t('mode.extractive') : (model ?? t('mode.model'));
}

const score = ({ score }) => (typeof score === 'number' ? score.toFixed(2) : '');

customElements.define('chat-turn', ChatTurn);
