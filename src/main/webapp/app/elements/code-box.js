import { html } from 'lit';
import { t } from '../text.js';
import { PageElement } from './page-element.js';

/** A piece of code with a button that copies it. Sends `copy-text`. */
export class CodeBox extends PageElement {
  static properties = { code: {}, label: {} };

  constructor() {
    super();
    this.code = '';
    this.label = '';
  }

  render() {
    return html`
      <div class="code-block">
        <button type="button" class="copy-code" aria-label=${t('copy.what', { what: this.label })}
          @click=${() => this.send('copy-text', this.code)}>${t('copy')}</button>
        <div class="scrolling scrolling-code" tabindex="0" role="group" aria-label=${this.label}><pre>${this.code}</pre></div>
      </div>
    `;
  }
}

customElements.define('code-box', CodeBox);
