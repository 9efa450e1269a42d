import { html, nothing } from 'lit';
import { address } from '../api.js';
import { PageElement } from '../elements/page-element.js';
import '../elements/problem-card.js';
import { t } from '../text.js';
import { session } from './session.js';

/** Asks who is there, in the console and in the chat: a name and a password, or a key. Sends `signed-in`. */
export class SignIn extends PageElement {
  static properties = {
    accounts: { type: Boolean },
    oidc: { type: Boolean },
    heading: {},
    page: {},
    reason: {},
    byKey: { state: true },
    running: { state: true },
    problem: { state: true },
  };

  constructor() {
    super();
    Object.assign(this, { accounts: true, oidc: false, heading: '', page: 'console', reason: '', byKey: false, running: false, problem: null });
  }

  render() {
    const byKey = this.byKey || !this.accounts;
    return html`
      <form class="sign-in" @submit=${this.#submit}>
        <h1>${this.heading}</h1>
        ${this.reason ? html`<p role="alert" class="reason">${this.reason}</p>` : nothing}
        ${byKey ? this.#key() : this.#password()}
        ${this.problem ? html`<problem-card .problem=${this.problem}></problem-card>` : nothing}
        <button class="button primary" ?disabled=${this.running}>${this.running ? t('running') : t('sign-in.go')}</button>
        ${this.accounts
          ? html`<button type="button" class="link" @click=${this.#other}>${byKey ? t('sign-in.by-password') : t('sign-in.by-key')}</button>`
          : nothing}
        ${this.oidc ? html`<a class="button" href=${address(`api/auth/oidc/start?page=${this.page}`)}>${t('sign-in.oidc')}</a>` : nothing}
      </form>
    `;
  }

  #password() {
    return html`
      <label for="username">${t('sign-in.username')}</label>
      <input id="username" name="username" autocomplete="username" required autofocus spellcheck="false" />
      <label for="password">${t('sign-in.password')}</label>
      <input id="password" name="password" type="password" autocomplete="current-password" required />
    `;
  }

  #key() {
    return html`
      <label for="api-key">${t('settings.key')}</label>
      <input id="api-key" name="key" type="password" autocomplete="off" placeholder="sk-…" required pattern="[!-~]+" />
      <p class="quiet">${t('sign-in.key-help')}</p>
    `;
  }

  #other() {
    Object.assign(this, { byKey: !this.byKey, problem: null });
  }

  async #submit(event) {
    event.preventDefault();
    const { username, password, key } = Object.fromEntries(new FormData(event.target));
    Object.assign(this, { running: true, problem: null });
    try {
      if (key) {
        session.showKey(key.trim());
      } else {
        await session.signIn(username.trim(), password);
      }
      this.send('signed-in');
    } catch (problem) {
      this.problem = problem;
    } finally {
      this.running = false;
    }
  }
}

customElements.define('sign-in', SignIn);
