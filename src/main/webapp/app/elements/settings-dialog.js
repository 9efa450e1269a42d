import { html, nothing } from 'lit';
import { session } from '../console/session.js';
import { apiKey, choose, setting } from '../settings.js';
import { LANGUAGES, chooseLanguage, language, t } from '../text.js';
import { THEMES, chooseTheme, theme } from '../theme.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

/** Language, colours, the Enter key, who is signed in and the caller's API key. Sends `sign-in` and `sign-out`. */
export class SettingsDialog extends PageElement {
  static properties = { accounts: { type: Boolean }, reason: { state: true }, invalid: { state: true } };

  constructor() {
    super();
    this.accounts = false;
    this.reason = '';
    this.invalid = false;
  }

  /** Opens; with a reason, at the key's field. */
  async open(reason = '') {
    this.reason = reason;
    this.invalid = false;
    this.requestUpdate();
    await this.updateComplete;
    if (!this.querySelector('dialog').open) {
      this.querySelector('dialog').showModal();
    }
    if (reason) {
      this.querySelector('#key').focus();
    }
  }

  #close = () => this.querySelector('dialog').close();

  render() {
    return html`
      <dialog class="card" aria-labelledby="settings-title">
        <header>
          <h2 id="settings-title">${t('settings')}</h2>
          <button type="button" class="icon-button" aria-label=${t('close')} @click=${this.#close}>${icon('close')}</button>
        </header>
        ${this.#choices('language', t('settings.language'), Object.entries(LANGUAGES), language(), chooseLanguage)}
        ${this.#choices('theme', t('settings.theme'), THEMES.map(name => [name, t(`theme.${name}`)]), theme(), chooseTheme)}
        ${this.#choices(
          'enter',
          t('settings.enter'),
          ['send', 'line'].map(name => [name, t(`enter.${name}`)]),
          setting('enter') ?? 'send',
          name => choose('enter', name),
        )}
        ${this.accounts ? this.#account() : nothing} ${this.#keyForm()}
      </dialog>
    `;
  }

  #choices(name, legend, options, chosen, choice) {
    const pick = value => {
      choice(value);
      this.requestUpdate();
      this.send('chosen');
    };
    return html`
      <fieldset class="choices">
        <legend>${legend}</legend>
        ${options.map(
          ([value, words]) => html`
            <label><input type="radio" name=${name} value=${value} .checked=${value === chosen} @change=${() => pick(value)} />
              <span>${words}</span></label>
          `,
        )}
      </fieldset>
    `;
  }

  #account() {
    const { user } = session;
    const act = name => {
      this.#close();
      this.send(name);
    };
    return html`
      <fieldset class="choices">
        <legend>${t('account')}</legend>
        <p>${user ? t('account.signed-in', { name: user.display_name ?? user.username }) : t('account.nobody')}</p>
        <button type="button" class="button account" @click=${() => act(user ? 'sign-out' : 'sign-in')}>
          ${user ? t('sign-out') : t('sign-in.go')}</button>
      </fieldset>
    `;
  }

  #keyForm() {
    return html`
      <form class="key-form" @submit=${this.#save}>
        <label for="key">${t('settings.key')}</label>
        ${this.reason ? html`<p class="reason" role="alert" id="key-reason">${this.reason}</p>` : nothing}
        ${this.invalid ? html`<p class="reason" role="alert">${t('settings.key-invalid')}</p>` : nothing}
        <input id="key" type="password" autocomplete="off" spellcheck="false" placeholder="sk-…" .value=${apiKey.value()}
          aria-describedby="key-help" />
        <p class="quiet" id="key-help">${t('settings.key-help')}</p>
        <label class="check"><input type="checkbox" id="remember" .checked=${apiKey.remembered()} /> ${t('settings.remember')}</label>
        <div class="row">
          <button class="button primary">${t('save')}</button>
          <button type="button" class="button" @click=${this.#forget}>${t('settings.forget')}</button>
        </div>
      </form>
    `;
  }

  #save(event) {
    event.preventDefault();
    const key = this.querySelector('#key').value.trim();
    this.invalid = !/^[\x21-\x7e]*$/.test(key); // what a header can carry
    if (!this.invalid) {
      this.#keep(key, this.querySelector('#remember').checked);
    }
  }

  #forget() {
    this.querySelector('#key').value = '';
    this.#keep('', false);
  }

  #keep(key, remember) {
    apiKey.keep(key, remember);
    this.send('toast', { words: key ? t('settings.key-kept') : t('settings.key-forgotten') });
    this.#close();
  }
}

customElements.define('settings-dialog', SettingsDialog);
