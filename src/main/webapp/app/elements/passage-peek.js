import { html, nothing } from 'lit';
import { passageOf } from '../documents.js';
import { t } from '../text.js';
import { PageElement } from './page-element.js';

const LINGER_MILLIS = 200;
const GAP_PX = 8;

/** A card beside a citation's number with the words it stands for, while the pointer or the focus is on either of them. */
export class PassagePeek extends PageElement {
  static properties = { citation: { state: true }, words: { state: true } };

  #leaving = null;
  #anchor = null;

  constructor() {
    super();
    this.citation = null;
    this.words = '';
  }

  firstUpdated() {
    this.popover = 'manual';
    this.addEventListener('mouseenter', () => clearTimeout(this.#leaving));
    this.addEventListener('mouseleave', () => this.leave());
    document.addEventListener('keydown', event => event.key === 'Escape' && this.hide());
    document.addEventListener('scroll', () => this.hide(), { capture: true, passive: true });
  }

  async show({ citation, anchor }) {
    clearTimeout(this.#leaving);
    this.citation = citation;
    this.#anchor = anchor;
    this.words = await passageOf(citation).catch(refusal => refusal.message);
    await this.updateComplete;
    if (this.citation === citation && anchor.isConnected && anchor.matches(':hover, :focus-visible')) {
      this.showPopover();
      this.#placeBy(anchor.getBoundingClientRect());
    }
  }

  #placeBy(box) {
    const left = Math.min(Math.max(GAP_PX, box.left - 24), innerWidth - this.offsetWidth - GAP_PX);
    const above = box.top - this.offsetHeight - GAP_PX;
    this.style.left = `${left}px`;
    this.style.top = `${above > GAP_PX ? above : box.bottom + GAP_PX}px`;
  }

  leave() {
    this.#leaving = setTimeout(() => this.hide(), LINGER_MILLIS);
  }

  /** Leaves with the number it belongs to, once what is being rendered is there. */
  check() {
    requestAnimationFrame(() => {
      if (this.#anchor && !this.#anchor.isConnected) {
        this.hide();
      }
    });
  }

  hide() {
    this.#anchor = null;
    this.citation = null;
    if (this.matches(':popover-open')) {
      this.hidePopover();
    }
  }

  render() {
    return this.citation
      ? html`<p class="peek-title"><span class="n">${this.citation.n}</span> ${this.citation.title}</p>
          <p class="peek-words">${this.words || t('passage.loading')}</p>`
      : nothing;
  }
}

customElements.define('passage-peek', PassagePeek);
