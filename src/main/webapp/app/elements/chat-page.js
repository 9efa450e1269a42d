import { html, nothing } from 'lit';
import { json } from '../api.js';
import { copied } from '../clipboard.js';
import { refusal } from '../console/refusal.js';
import { session } from '../console/session.js';
import { Conversation } from '../conversation.js';
import { History } from '../history.js';
import { apiKey, changes, choose, setting } from '../settings.js';
import { t } from '../text.js';
import './add-document.js';
import './chat-composer.js';
import './chat-thread.js';
import './history-list.js';
import { icon } from './icon.js';
import './knowledge-search.js';
import { PageElement } from './page-element.js';
import './page-switches.js';
import './passage-peek.js';
import './settings-dialog.js';
import './sign-in-dialog.js';
import './source-panel.js';
import './toast-corner.js';

const wide = matchMedia('(min-width: 900px)');

/** The page at `/`: what is where, and which part hears of what. The address after # says what is open. */
export class ChatPage extends PageElement {
  static properties = { about: { state: true }, view: { state: true }, query: { state: true }, announced: { state: true } };

  conversation = new Conversation();
  history = new History();

  constructor() {
    super();
    this.about = null;
    this.view = 'chat';
    this.query = '';
    this.announced = '';
  }

  firstUpdated() {
    this.conversation.addEventListener('change', () => this.requestUpdate());
    this.history.addEventListener('change', () => this.requestUpdate());
    this.conversation.addEventListener('settled', event => this.#settled(event.answer));
    wide.addEventListener('change', () => this.requestUpdate());
    changes.addEventListener('key', () => this.#begin());
    addEventListener('hashchange', () => this.#go());
    document.addEventListener('keydown', event => this.#pressed(event));
    this.addEventListener('dragover', event => event.preventDefault());
    this.addEventListener('drop', event => this.#dropped(event));
    this.#listen();
    this.#begin().then(() => this.#go());
  }

  // what the parts send, and who answers
  #listen() {
    const on = (name, action) => this.addEventListener(name, event => action(event.detail));
    const part = name => this.querySelector(name);
    on('ask', question => this.#ask(question));
    on('again', turn => this.#follow(this.conversation.again(turn)));
    on('withdraw', turn => this.conversation.drop(turn));
    on('stop', () => this.conversation.stop());
    on('new', () => this.#new());
    on('open', () => part('.drawer')?.close());
    on('settings', () => this.#settings());
    on('need-key', () => this.#identify(t('settings.key-needed')));
    on('sign-in', () => part('sign-in-dialog').open());
    on('signed-in', () => this.#begin());
    on('sign-out', () => this.#signOut());
    on('chosen', () => part('chat-composer')?.requestUpdate());
    on('add-document', () => part('add-document').open());
    on('look-up', query => this.#search(query));
    on('open-citation', detail => this.#openSource(detail));
    on('peek', detail => part('passage-peek').show(detail));
    on('unpeek', () => part('passage-peek').leave());
    on('toast', detail => part('toast-corner').show(detail));
    on('copy-text', async text => part('toast-corner').show({ words: t(await copied(text)) }));
  }

  async #begin() {
    this.about = await json('api/about').catch(() => null); // the page works without: the answers say their mode
    if (!session.user && (session.begun || (this.about?.auth_required && !apiKey.value()))) {
      await session.resume().catch(() => {}); // nobody can tell, and the next answer says why
    }
    const refused = refusal();
    if (refused) {
      this.querySelector('sign-in-dialog').open(refused);
    } else if (this.about?.auth_required && !session.any) {
      this.#identify();
    } else {
      this.history.refresh();
    }
    if (this.about?.models && !this.about.models.includes(setting('model'))) {
      choose('model', null);
    }
  }

  /** Asks for a name and a password, or for another key where one was refused. */
  #identify(reason) {
    if (this.about?.auth_required && !apiKey.value()) {
      this.querySelector('sign-in-dialog').open(reason);
    } else {
      this.#settings(reason);
    }
  }

  async #signOut() {
    await session.signOut(); // which has the page begin anew
    this.#new();
  }

  async #go() {
    const [, place, rest = ''] = /^#\/(c|search)(?:[/?](?:q=)?(.*))?$/.exec(location.hash) ?? [];
    this.view = place === 'search' ? 'search' : 'chat';
    if (place === 'search') {
      this.query = decodeURIComponent(rest);
    } else if (place === 'c' && rest !== this.conversation.id) {
      await this.#open(rest);
    } else if (place === undefined && this.conversation.id) {
      this.conversation.clear();
    }
    this.requestUpdate();
  }

  async #open(id) {
    try {
      await this.conversation.open(id);
      this.querySelector('chat-thread')?.follow();
    } catch (refusal) {
      this.querySelector('toast-corner').show({ words: refusal.message });
      location.hash = '#/';
    }
  }

  #new() {
    this.querySelector('.drawer')?.close();
    this.querySelector('source-panel').close();
    this.conversation.clear();
    location.hash = '#/';
    this.view = 'chat';
    this.#focusComposer();
  }

  async #focusComposer() {
    await this.updateComplete;
    this.querySelector('chat-composer')?.focusField();
  }

  #openSource(detail) {
    this.querySelector('passage-peek').hide();
    this.querySelector('source-panel').open(detail);
  }

  #settings(reason) {
    this.querySelector('.drawer')?.close();
    this.querySelector('settings-dialog').open(reason);
  }

  #search(query) {
    location.hash = `#/search?q=${encodeURIComponent(query)}`;
  }

  #ask(question) {
    if (!this.conversation.busy) {
      this.#follow(this.conversation.ask(question));
    }
  }

  #follow() {
    this.announced = t('live.started');
    this.querySelector('chat-thread').follow();
  }

  #settled(answer) {
    this.announced = t(`live.${answer.state}`);
    if (this.conversation.id && this.view === 'chat') {
      history.replaceState(null, '', `#/c/${this.conversation.id}`);
    }
    if (answer.problem?.status === 401) {
      this.#identify(answer.problem.message);
    } else if (answer.state !== 'failed') {
      this.history.refresh();
    }
    if (answer.problem?.status === 429) {
      this.querySelector('chat-composer')?.waitFor(answer.problem.retryAfterSeconds ?? 0);
    }
  }

  #pressed(event) {
    if (event.key === 'Escape' && !event.isComposing && !document.querySelector('dialog:modal')) {
      this.conversation.stop();
    } else if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      this.#new();
    }
  }

  #dropped(event) {
    event.preventDefault();
    if (event.dataTransfer.files.length > 0 && !document.querySelector('dialog:modal')) {
      this.querySelector('add-document').open(event.dataTransfer.files[0]);
    }
  }

  render() {
    const list = html`<history-list .history=${this.history} .current=${this.conversation.id} ?console=${this.about?.console}></history-list>`;
    return html`
      <a class="skip" href="#main" @click=${this.#skip}>${t('skip')}</a>
      ${wide.matches ? html`<aside class="sidebar">${this.#brand()} ${list}</aside>` : this.#drawer(list)}
      <div class="column">
        ${this.#header()} ${this.#banner()}
        <main id="main" tabindex="-1">
          ${this.view === 'search'
            ? html`<knowledge-search .query=${this.query}></knowledge-search>`
            : html`
                <chat-thread .conversation=${this.conversation}></chat-thread>
                <chat-composer ?busy=${this.conversation.busy}></chat-composer>
              `}
        </main>
      </div>
      <source-panel></source-panel>
      <passage-peek></passage-peek>
      <settings-dialog ?accounts=${this.about?.auth_required || session.user}></settings-dialog>
      <sign-in-dialog ?oidc=${Boolean(this.about?.oidc)}></sign-in-dialog>
      <add-document></add-document>
      <toast-corner></toast-corner>
      <div class="sr-only" role="status" aria-live="polite">${this.announced}</div>
    `;
  }

  updated() {
    this.querySelector('passage-peek').check();
    const kept = this.history.items.find(({ id }) => id === this.conversation.id);
    const title = kept?.title ?? this.conversation.title;
    document.title = title ? `${title} · Steward` : 'Steward';
  }

  #skip(event) {
    event.preventDefault();
    this.querySelector('main').focus();
  }

  #brand() {
    return html`<a class="brand" href="#/"><img src="logo.svg" alt="" width="28" height="28" /> Steward</a>`;
  }

  #drawer(list) {
    const lightDismiss = event => event.target === event.currentTarget && event.currentTarget.close();
    return html`<dialog class="drawer" aria-label=${t('history')} @click=${lightDismiss}><div>${this.#brand()} ${list}</div></dialog>`;
  }

  #header() {
    return html`
      <header class="bar">
        ${wide.matches
          ? nothing
          : html`<button type="button" class="icon-button" aria-label=${t('history')}
              @click=${() => this.querySelector('.drawer').showModal()}>${icon('menu')}</button>`}
        <nav class="tabs" aria-label=${t('views')}>
          <a href=${this.conversation.id ? `#/c/${this.conversation.id}` : '#/'} aria-current=${this.view === 'chat' ? 'page' : nothing}>${t('view.chat')}</a>
          <a href="#/search" aria-current=${this.view === 'search' ? 'page' : nothing}>${t('view.search')}</a>
        </nav>
        <div class="bar-end">${this.#model()} <page-switches></page-switches></div>
      </header>
    `;
  }

  #model() {
    const { models = [], mode, model } = this.about ?? {};
    if (models.length > 1) {
      return html`
        <label class="model-picker"><span class="sr-only">${t('model')}</span>
          <select @change=${event => choose('model', event.target.value)}>
            ${models.map(name => html`<option ?selected=${name === (setting('model') ?? model)}>${name}</option>`)}
          </select>
        </label>
      `;
    }
    return mode ? html`<span class="model-name">${mode === 'model' ? model : t(`mode.${mode}`)}</span>` : nothing;
  }

  #banner() {
    const { meta } = this.conversation.turns.at(-1)?.answers.at(-1) ?? {};
    const extractive = (meta?.mode ?? this.about?.mode) === 'extractive' && !meta?.fallback;
    if (!extractive || setting('banner') === 'closed') {
      return nothing;
    }
    const close = () => {
      choose('banner', 'closed');
      this.requestUpdate();
    };
    return html`
      <div class="banner" role="note">
        ${icon('info')}
        <p>${t('banner.extractive')} <a href="api/#model">${t('banner.how')}</a></p>
        <button type="button" class="link" @click=${close} aria-label=${t('banner.close')}>
          ${icon('close')}<span>${t('banner.close')}</span>
        </button>
      </div>
    `;
  }
}

customElements.define('chat-page', ChatPage);
