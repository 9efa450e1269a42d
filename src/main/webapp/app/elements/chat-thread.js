import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../text.js';
import './chat-turn.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

const SAMPLES = ['sample.leave', 'sample.429', 'sample.english'];

/**
 * The turns, in a box that scrolls. It follows the answer only while its reader is at the bottom: whoever scrolls up
 * stays where they are and is told by a pill that there is more.
 */
export class ChatThread extends PageElement {
  static properties = { conversation: {}, more: { state: true } };

  #version = 0;
  #following = true;
  #news = false;
  #lastTop = 0;
  #sizes = new ResizeObserver(() => this.#grown());

  constructor() {
    super();
    this.conversation = null;
    this.more = false;
  }

  firstUpdated() {
    this.conversation.addEventListener('change', () => this.#changed());
    this.#sizes.observe(this.querySelector('.thread-content'));
  }

  #changed() {
    this.#version++;
    this.#news = true;
    this.requestUpdate();
  }

  get #box() {
    return this.querySelector('.thread-box');
  }

  #grown() {
    const box = this.#box;
    if (this.#following) {
      box.scrollTop = box.scrollHeight;
    } else {
      this.more ||= this.#news && !this.#atBottom(box);
    }
    this.#news = false;
  }

  #scrolled() {
    const box = this.#box;
    if (this.#atBottom(box)) {
      this.#following = true;
      this.more = false;
    } else if (box.scrollTop < this.#lastTop) {
      this.#following = false;
    }
    this.#lastTop = box.scrollTop;
  }

  #atBottom = box => box.scrollHeight - box.clientHeight - box.scrollTop < 3;

  /** Goes to the newest words and follows them from there. */
  follow() {
    this.#following = true;
    this.more = false;
    this.#grown();
  }

  render() {
    const { turns, busy } = this.conversation;
    return html`
      <div class="thread-box" tabindex="-1" @scroll=${this.#scrolled}>
        <div class="thread-content">
          ${turns.length === 0 ? this.#welcome() : nothing}
          ${repeat(
            turns,
            turn => turn,
            (turn, index) => html`
              <chat-turn .turn=${turn} .version=${this.#version} ?last=${index === turns.length - 1} ?busy=${busy}></chat-turn>
            `,
          )}
        </div>
      </div>
      ${this.more
        ? html`<button type="button" class="pill" @click=${this.follow}>${icon('down')} ${t('thread.more')}</button>`
        : nothing}
    `;
  }

  #welcome() {
    return html`
      <div class="welcome">
        <img src="logo.svg" alt="" width="56" height="56" />
        <h1>${t('welcome.title')}</h1>
        <p>${t('welcome.text')}</p>
        <p class="quiet">${t('welcome.try')}</p>
        <ul class="samples">
          ${SAMPLES.map(
            key => html`<li><button type="button" class="sample" @click=${() => this.send('ask', t(key))}>${t(key)}</button></li>`,
          )}
        </ul>
      </div>
    `;
  }
}

customElements.define('chat-thread', ChatThread);
