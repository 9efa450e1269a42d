import { html } from 'lit';
import { choose, setting } from '../settings.js';
import { t } from '../text.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';
import { Ticking } from './ticking.js';

const MOST_ROWS_PX = 220;

/**
 * Where a question is typed. Enter sends, but never while an input method is composing: there it picks a candidate. What
 * is typed is kept in the browser until the server has taken it. Sends `ask` and `stop`.
 */
export class ChatComposer extends PageElement {
  static properties = { busy: { type: Boolean }, waitUntil: { state: true }, empty: { state: true } };

  #composing = false;

  constructor() {
    super();
    this.busy = false;
    this.waitUntil = 0; // on the clock of performance.now()
    this.empty = true;
    new Ticking(this, () => this.#secondsLeft() > 0);
  }

  firstUpdated() {
    this.#put([setting('unsent'), setting('draft')].filter(Boolean).join('\n'));
    choose('unsent', null);
  }

  get #field() {
    return this.querySelector('textarea');
  }

  #secondsLeft = () => Math.max(0, Math.ceil((this.waitUntil - performance.now()) / 1000));

  #put(text) {
    this.#field.value = text;
    this.#typed();
  }

  /** Holds the next question back for so many seconds. */
  waitFor(seconds) {
    this.waitUntil = performance.now() + 1000 * seconds;
  }

  focusField() {
    this.#field.focus();
  }

  #typed() {
    const field = this.#field;
    choose('draft', field.value);
    this.empty = field.value.trim() === '';
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, MOST_ROWS_PX)}px`;
  }

  #pressed(event) {
    if (event.key !== 'Enter' || this.#belongsToInputMethod(event)) {
      return;
    }
    const wantsLine = event.shiftKey || event.altKey || (setting('enter') === 'line' && !event.ctrlKey && !event.metaKey);
    if (!wantsLine) {
      event.preventDefault();
      this.#ask();
    }
  }

  // Safari ends the composition before the Enter that ended it arrives; that Enter has key code 229
  #belongsToInputMethod = event => event.isComposing || this.#composing || event.keyCode === 229;

  #ask() {
    if (this.busy || this.empty || this.#secondsLeft() > 0) {
      return;
    }
    const question = this.#field.value.trim();
    this.#put('');
    this.send('ask', question);
  }

  render() {
    const hint = setting('enter') === 'line' ? t('composer.hint-line') : t('composer.hint');
    return html`
      <form class="composer" @submit=${this.#submitted}>
        <label class="sr-only" for="question">${t('composer.label')}</label>
        <textarea id="question" rows="1" placeholder=${t('composer.placeholder')} aria-describedby="composer-hint"
          @input=${this.#typed} @keydown=${this.#pressed}
          @compositionstart=${() => (this.#composing = true)} @compositionend=${() => (this.#composing = false)}></textarea>
        <div class="composer-foot">
          <button type="button" class="icon-button" title=${t('document.add')} aria-label=${t('document.add')}
            @click=${() => this.send('add-document')}>${icon('file')}</button>
          <span id="composer-hint" class="hint">${hint}</span>
          ${this.busy ? this.#stopButton() : this.#sendButton()}
        </div>
      </form>
    `;
  }

  #submitted(event) {
    event.preventDefault();
    this.#ask();
  }

  #stopButton() {
    return html`
      <button type="button" class="button stop" @click=${() => this.send('stop')}>${icon('stop')} ${t('composer.stop')} <kbd>Esc</kbd></button>
    `;
  }

  #sendButton() {
    const seconds = this.#secondsLeft();
    return html`
      <button class="button primary send" ?disabled=${this.empty || seconds > 0}>
        ${seconds > 0 ? t('problem.retry-in', { seconds }) : html`${icon('send')} ${t('composer.send')}`}
      </button>
    `;
  }
}

customElements.define('chat-composer', ChatComposer);
