import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../text.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

const PLAIN_MILLIS = 4_000;
const WITH_ACTION_MILLIS = 10_000;

/** Short notes in a corner; one with an action stays ten seconds. */
export class ToastCorner extends PageElement {
  static properties = { toasts: { state: true } };

  constructor() {
    super();
    this.toasts = [];
  }

  show({ words, label, action }) {
    const toast = { words, label, action };
    this.toasts = [...this.toasts, toast];
    setTimeout(() => this.#leave(toast), action ? WITH_ACTION_MILLIS : PLAIN_MILLIS);
  }

  #leave(toast) {
    this.toasts = this.toasts.filter(other => other !== toast);
  }

  render() {
    return html`<div class="toasts" role="status">${repeat(this.toasts, toast => toast, toast => this.#toast(toast))}</div>`;
  }

  #toast(toast) {
    const act = () => {
      toast.action();
      this.#leave(toast);
    };
    return html`
      <div class="toast">
        <span>${toast.words}</span>
        ${toast.action ? html`<button type="button" class="link" @click=${act}>${toast.label}</button>` : ''}
        <button type="button" class="icon-button small" aria-label=${t('close')} @click=${() => this.#leave(toast)}>${icon('close')}</button>
      </div>
    `;
  }
}

customElements.define('toast-corner', ToastCorner);
