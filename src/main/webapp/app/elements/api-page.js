import { html, nothing } from 'lit';
import { address, json } from '../api.js';
import { copied } from '../clipboard.js';
import { apiKey, changes } from '../settings.js';
import { PROVIDERS, STREAM, clients, firstCalls, variables } from '../snippets.js';
import { language, t } from '../text.js';
import './api-reference.js';
import './code-box.js';
import './code-tabs.js';
import { PageElement } from './page-element.js';
import './page-switches.js';
import './settings-dialog.js';
import './toast-corner.js';

const SECTIONS = ['start', 'stream', 'clients', 'key', 'errors', 'model', 'reference'];

const ERRORS = [
  [400, 'invalid_request'],
  [401, 'invalid_api_key'],
  [404, 'not_found'],
  [413, 'request_too_large'],
  [415, 'unsupported_media_type'],
  [422, 'validation_failed'],
  [429, 'rate_limit_exceeded'],
  [502, 'upstream_error'],
  [503, 'server_busy'],
  [504, 'upstream_timeout'],
];

/** The page at `/api/`: first calls to paste, then the reference over openapi.json. */
export class ApiPage extends PageElement {
  static properties = { about: { state: true }, keyed: { state: true } };

  constructor() {
    super();
    this.about = null;
    this.keyed = false;
  }

  async firstUpdated() {
    const part = name => this.querySelector(name);
    this.addEventListener('settings', () => part('settings-dialog').open());
    this.addEventListener('toast', event => part('toast-corner').show(event.detail));
    this.addEventListener('copy-text', async event => part('toast-corner').show({ words: t(await copied(event.detail)) }));
    changes.addEventListener('key', () => this.requestUpdate());
    this.about = await json('api/about').catch(() => null); // only the model's name and the key's need come from it
  }

  updated() {
    document.title = t('api.title');
  }

  get #filled() {
    const known = this.keyed ? apiKey.value() : '';
    return {
      base: address('').replace(/\/$/, ''),
      key: known || (this.about?.auth_required ? '$STEWARD_KEY' : ''),
      model: this.about?.model ?? 'steward-extractive',
      language: language(),
    };
  }

  render() {
    return html`
      <a class="skip" href="#start">${t('skip')}</a>
      <header class="bar">
        <a class="brand" href="../"><img src="../logo.svg" alt="" width="28" height="28" /> Steward</a>
        <span class="quiet">API</span>
        <page-switches></page-switches>
      </header>
      <div class="api-columns">
        <nav class="contents" aria-label=${t('api.contents')}>
          <ul>${SECTIONS.map(name => html`<li><a href="#${name}">${t(`api.${name}`)}</a></li>`)}</ul>
        </nav>
        <main>
          <h1>${t('api.title')}</h1>
          <p class="lead">${t('api.lead')}</p>
          <dl class="addresses">
            <dt>${t('api.base')}</dt><dd><code>${this.#filled.base}</code></dd>
            <dt>OpenAI base_url</dt><dd><code>${this.#filled.base}/v1</code></dd>
          </dl>
          ${this.#keySwitch()} ${this.#start()} ${this.#stream()} ${this.#clients()} ${this.#key()} ${this.#errors()}
          ${this.#model()}
          ${section('reference', html`<p>${t('api.reference.text')} <a href="openapi.json">openapi.json</a></p>`)}
          <api-reference></api-reference>
        </main>
      </div>
      <settings-dialog></settings-dialog>
      <toast-corner></toast-corner>
    `;
  }

  #keySwitch() {
    return apiKey.value()
      ? html`<label class="check"><input type="checkbox" .checked=${this.keyed} @change=${e => (this.keyed = e.target.checked)} />
          ${t('api.insert-key')}</label>`
      : nothing;
  }

  #start() {
    const calls = firstCalls(this.#filled);
    return section(
      'start',
      ['chat', 'search', 'add'].map(name => box(t(`api.start.${name}`), calls[name])),
    );
  }

  #stream() {
    const { stream } = firstCalls(this.#filled);
    return section(
      'stream',
      html`<p>${t('api.stream.text')}</p>${box(t('api.stream.call'), stream)} ${box(t('api.stream.wire'), STREAM)}`,
    );
  }

  #clients() {
    return section(
      'clients',
      html`<p>${t('api.clients.text')}</p>
        <code-tabs .codes=${clients(this.#filled)} .label=${t('api.clients')}></code-tabs>`,
    );
  }

  #key() {
    const need = this.about?.auth_required === false ? html`<p>${t('api.key.open')}</p>` : nothing;
    return section('key', html`<p>${t('api.key.text')}</p>${need}`);
  }

  #errors() {
    const row = ([status, code]) => html`
      <tr><td>${status}</td><td><code>${code}</code></td><td>${t(`api.error.${code}`)}</td></tr>
    `;
    return section(
      'errors',
      html`
        <p>${t('api.errors.text')}</p>
        <div class="scrolling" tabindex="0" role="group" aria-label=${t('api.errors')}>
          <table>
            <thead><tr><th scope="col">HTTP</th><th scope="col">code</th><th scope="col">${t('api.errors.meaning')}</th></tr></thead>
            <tbody>${ERRORS.map(row)}</tbody>
          </table>
        </div>
      `,
    );
  }

  #model() {
    const codes = Object.fromEntries(Object.entries(PROVIDERS).map(([name, values]) => [name, variables(values)]));
    return section(
      'model',
      html`<p>${t('api.model.text')}</p><code-tabs .codes=${codes} .label=${t('api.model')}></code-tabs>`,
    );
  }
}

const section = (name, content) => html`<section id=${name}><h2>${t(`api.${name}`)}</h2>${content}</section>`;

const box = (label, code) => html`<p class="code-label">${label}</p><code-box .code=${code} .label=${label}></code-box>`;

customElements.define('api-page', ApiPage);
