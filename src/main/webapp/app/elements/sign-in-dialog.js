import { html } from 'lit';
import '../console/sign-in.js';
import { t } from '../text.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

/** The form to sign in with, over the page. */
export class SignInDialog extends PageElement {
  static properties = { oidc: { type: Boolean }, reason: { state: true } };

  constructor() {
    super();
    this.oidc = false;
    this.reason = '';
  }

  firstUpdated() {
    this.addEventListener('signed-in', () => this.querySelector('dialog').close());
  }

  async open(reason = '') {
    this.reason = reason;
    await this.updateComplete;
    if (!this.querySelector('dialog').open) {
      this.querySelector('dialog').showModal();
    }
  }

  render() {
    const close = () => this.querySelector('dialog').close();
    return html`
      <dialog class="card" aria-label=${t('sign-in.go')}>
        <header>
          <button type="button" class="icon-button" aria-label=${t('close')} @click=${close}>${icon('close')}</button>
        </header>
        <sign-in .heading=${t('account.welcome')} .reason=${this.reason} page="chat" ?oidc=${this.oidc}></sign-in>
      </dialog>
    `;
  }
}

customElements.define('sign-in-dialog', SignInDialog);
