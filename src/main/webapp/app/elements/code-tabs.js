import { html } from 'lit';
import './code-box.js';
import { PageElement } from './page-element.js';

/** The same thing said in several languages, one at a time; arrow keys move between the tabs. */
export class CodeTabs extends PageElement {
  static properties = { codes: {}, label: {}, chosen: { state: true } };

  constructor() {
    super();
    this.codes = {};
    this.label = '';
    this.chosen = null;
  }

  render() {
    const names = Object.keys(this.codes);
    const chosen = this.chosen ?? names[0];
    return html`
      <div role="tablist" class="code-tabs" aria-label=${this.label} @keydown=${event => this.#pressed(event, names)}>
        ${names.map(
          name => html`
            <button type="button" role="tab" aria-selected=${String(name === chosen)} tabindex=${name === chosen ? 0 : -1}
              @click=${() => (this.chosen = name)}>${name}</button>
          `,
        )}
      </div>
      <div role="tabpanel" aria-label=${chosen}><code-box .code=${this.codes[chosen] ?? ''} .label=${chosen}></code-box></div>
    `;
  }

  async #pressed(event, names) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const at = names.indexOf(this.chosen ?? names[0]);
      this.chosen = names.at((at + step) % names.length);
      await this.updateComplete;
      this.querySelector('[aria-selected=true]').focus();
    }
  }
}

customElements.define('code-tabs', CodeTabs);
