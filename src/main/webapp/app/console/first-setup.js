import { html, nothing } from 'lit';
import { PageElement } from '../elements/page-element.js';
import '../elements/problem-card.js';
import { t } from '../text.js';
import { session } from './session.js';

/** Makes the first administrator, with the one-time token that the server printed when it started. Sends `signed-in`. */
export class FirstSetup extends PageElement {
  static properties = { token: {}, running: { state: true }, problem: { state: true }, unequal: { state: true } };

  constructor() {
    super();
    Object.assign(this, { token: '', running: false, problem: null, unequal: false });
  }

  render() {
    return html`
      <form class="sign-in" @submit=${this.#submit}>
        <h1>${t('setup.title')}</h1>
        <p>${t('setup.text')}</p>
        <label for="setup-token">${t('setup.token')}</label>
        <input id="setup-token" name="token" autocomplete="off" spellcheck="false" required .value=${this.token} aria-describedby="token-help" />
        <p class="quiet" id="token-help">${t('setup.token-help')}</p>
        <label for="username">${t('sign-in.username')}</label>
        <input id="username" name="username" autocomplete="username" spellcheck="false" required value="admin" />
        <label for="password">${t('sign-in.password')}</label>
        <input id="password" name="password" type="password" autocomplete="new-password" minlength="12" required aria-describedby="password-help" />
        <p class="quiet" id="password-help">${t('setup.password-help')}</p>
        <label for="repeated">${t('setup.repeated')}</label>
        <input id="repeated" name="repeated" type="password" autocomplete="new-password" required />
        ${this.unequal ? html`<p class="reason" role="alert">${t('setup.unequal')}</p>` : nothing}
        ${this.problem ? html`<problem-card .problem=${this.problem}></problem-card>` : nothing}
        <button class="button primary" ?disabled=${this.running}>${this.running ? t('running') : t('setup.go')}</button>
      </form>
    `;
  }

  async #submit(event) {
    event.preventDefault();
    const { token, username, password, repeated } = Object.fromEntries(new FormData(event.target));
    this.unequal = password !== repeated;
    if (this.unequal) {
      return;
    }
    Object.assign(this, { running: true, problem: null });
    try {
      await session.setUp(token.trim(), username.trim(), password);
      this.send('signed-in');
    } catch (problem) {
      this.problem = problem;
    } finally {
      this.running = false;
    }
  }
}

customElements.define('first-setup', FirstSetup);
