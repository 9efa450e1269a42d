import { html, nothing } from 'lit';
import { icon } from '../elements/icon.js';
import { PageElement } from '../elements/page-element.js';
import { choose, setting } from '../settings.js';
import { t } from '../text.js';
import { json } from './back-end.js';
import { includes } from './places.js';
import { session } from './session.js';

const PUT_AWAY = 'first-steps';
const SAMPLE = 'sample';
const LOOKED_AT = 50;

/**
 * What is still to be done on a new server, each with where to do it; nothing once all is done, or put away. `model` is
 * whether one is configured.
 */
export class FirstSteps extends PageElement {
  static properties = { me: {}, model: { type: Boolean }, found: { state: true } };

  constructor() {
    super();
    Object.assign(this, { me: {}, model: false, found: null });
  }

  firstUpdated() {
    if (!setting(PUT_AWAY)) {
      this.#look();
    }
  }

  async #look() {
    try {
      const [documents, keys] = await Promise.all([
        json(`api/knowledge/documents?limit=${LOOKED_AT}`),
        session.user ? json('api/keys') : { items: [] },
      ]);
      this.found = { documents: documents.items.some(({ tags }) => !tags.includes(SAMPLE)), key: keys.items.length > 0 };
    } catch {
      this.found = null; // a help that cannot be given is left out; the page itself tells what is wrong
    }
  }

  get #steps() {
    const known = session.user !== null;
    return [
      { name: 'account', done: known, action: () => this.send('need-key') },
      { name: 'model', done: this.model, href: '../api/#model' },
      { name: 'documents', done: this.found.documents, href: '#/knowledge' },
      { name: 'key', done: this.found.key, href: '#/keys', off: !known },
    ];
  }

  render() {
    const open = this.found !== null && !setting(PUT_AWAY) && (!session.user || includes(this.me.role, 'admin'));
    const steps = open ? this.#steps : [];
    if (steps.every(({ done }) => done)) {
      return nothing;
    }
    return html`
      <section class="steps" aria-label=${t('steps')}>
        <h2>${t('steps')}</h2>
        <ol>${steps.map(step => html`<li class=${step.done ? 'done' : ''}>${this.#step(step)}</li>`)}</ol>
        <button type="button" class="link" @click=${this.#putAway}>${t('steps.away')}</button>
      </section>
    `;
  }

  #step({ name, done, href, action, off }) {
    const words = t(`steps.${name}`);
    if (done) {
      return html`${icon('done')} <span>${words} <span class="sr-only">${t('steps.done')}</span></span>`;
    }
    if (off) {
      return html`<span>${words}</span>`;
    }
    return href ? html`<a href=${href}>${words}</a>` : html`<button type="button" class="link" @click=${action}>${words}</button>`;
  }

  #putAway = () => {
    choose(PUT_AWAY, 'away');
    this.requestUpdate();
  };
}

customElements.define('first-steps', FirstSteps);
