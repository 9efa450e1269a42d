import { html, nothing } from 'lit';
import { json as plain } from '../api.js';
import { copied } from '../clipboard.js';
import { icon } from '../elements/icon.js';
import { PageElement } from '../elements/page-element.js';
import '../elements/problem-card.js';
import { Ticking } from '../elements/ticking.js';
import '../elements/toast-corner.js';
import { LANGUAGES, chooseLanguage, language, t } from '../text.js';
import { chooseTheme, isDark, onTheme } from '../theme.js';
import { json } from './back-end.js';
import './first-setup.js';
import './form-dialog.js';
import { PLACES, includes } from './places.js';
import { pulse } from './pulse.js';
import { refusal } from './refusal.js';
import { session } from './session.js';
import './sign-in.js';
import { VIEWS } from './views.js';
import { span } from './words.js';

const wide = matchMedia('(min-width: 900px)');

/** `#/tasks/17?state=dead` as {place, subject, query}. */
function destination(hash) {
  const [path, search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [place, ...rest] = path.split('/');
  const subject = rest.length ? decodeURIComponent(rest.join('/')) : null;
  return { place, subject, query: Object.fromEntries(new URLSearchParams(search)) };
}

/** The link to the first set-up, `/admin/?setup#token=…`, as one of our places. */
function arrive() {
  const asked = new URLSearchParams(location.search);
  if (asked.has('setup')) {
    const token = asked.get('token') ?? new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
    history.replaceState(null, '', `${location.pathname}#/setup?token=${encodeURIComponent(token)}`);
  }
}

/**
 * The administrator's console: who asks, where one can go, and how fresh what is shown is. `stage` is `starting`,
 * `setup`, `sign-in`, `forbidden`, `away` or `open`.
 */
export class ConsolePage extends PageElement {
  static properties = {
    stage: { state: true },
    reason: { state: true },
    problem: { state: true },
    to: { state: true },
    me: { state: true },
  };

  #paths = {};
  #about = {};

  constructor() {
    super();
    arrive();
    Object.assign(this, { stage: 'starting', reason: '', problem: null, to: destination(location.hash), me: {} });
    new Ticking(this, () => this.stage === 'open');
  }

  firstUpdated() {
    onTheme(() => this.requestUpdate());
    wide.addEventListener('change', () => this.requestUpdate());
    pulse.addEventListener('change', () => this.requestUpdate());
    session.addEventListener('end', () => this.#ask(t('sign-in.over')));
    addEventListener('hashchange', () => this.#go());
    this.#listen();
    this.#begin();
    pulse.start();
  }

  #listen() {
    const on = (name, action) => this.addEventListener(name, event => action(event.detail));
    const part = name => this.querySelector(name);
    on('toast', detail => part('toast-corner').show(detail));
    on('copy-text', async text => part('toast-corner').show({ words: t(await copied(text)) }));
    on('ask', form => part('form-dialog').open(form));
    on('seek', query => this.#seek(query));
    on('signed-in', () => this.#begin());
    on('retry', () => this.stage === 'away' && this.#begin());
    on('need-key', () => this.#ask(''));
  }

  #go() {
    this.to = destination(location.hash);
    this.querySelector('.menu-drawer')?.close();
    if (this.stage === 'open' && this.to.place === 'setup') {
      location.hash = '#/';
    } else if (this.to.place === 'setup') {
      this.stage = 'setup';
    }
  }

  #seek(query) {
    const said = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
    const { place, subject } = this.to;
    const path = subject ? `${place}/${encodeURIComponent(subject)}` : place;
    history.replaceState(null, '', `#/${path}${said.size ? `?${said}` : ''}`);
    this.#go();
  }

  #ask(reason) {
    Object.assign(this, { stage: 'sign-in', reason, me: {} });
  }

  /** Finds out who asks and what this server can do. */
  async #begin() {
    this.problem = null;
    try {
      const [about, description] = await Promise.all([plain('api/about', { token: '' }), plain('api/openapi.json', { token: '' })]);
      this.#about = about;
      this.#paths = description.paths;
      if (this.to.place === 'setup' && !session.user) {
        this.stage = 'setup';
        return;
      }
      const refused = refusal();
      if (refused) {
        this.#ask(refused);
        return;
      }
      await this.#enter();
    } catch (failure) {
      Object.assign(this, { stage: 'away', problem: failure });
    }
  }

  async #enter() {
    if (this.#paths['/api/auth/me'] && !session.user) {
      await session.resume();
    }
    try {
      this.me = await this.#whoAsks();
      this.stage = 'open';
      this.#leaveSetup();
    } catch (refused) {
      this.#refused(refused);
    }
  }

  /** Viewers have no overview, and yet places of their own. */
  async #whoAsks() {
    try {
      const { caller } = await json('admin/api/overview');
      return { ...caller, ...session.user };
    } catch (refused) {
      if (refused.status !== 403 || !session.any) {
        throw refused;
      }
      return session.user ?? json('api/auth/me');
    }
  }

  #leaveSetup() {
    if (this.to.place === 'setup') {
      history.replaceState(null, '', '#/');
      this.to = destination('');
    }
  }

  #refused(refused) {
    if (refused.status === 401) {
      this.#ask('');
    } else if (refused.status === 403 && !session.any) {
      this.#ask(t('sign-in.needed'));
    } else if (refused.status === 403) {
      Object.assign(this, { stage: 'forbidden', problem: refused });
    } else {
      throw refused;
    }
  }

  get #places() {
    return PLACES.filter(({ lives, role }) => this.#paths[lives] && includes(this.me.role, role));
  }

  render() {
    return html`
      <a class="skip" href="#main" @click=${this.#skip}>${t('skip')}</a>
      ${this.stage === 'open' ? this.#console() : this.#door()}
      <form-dialog></form-dialog>
      <toast-corner></toast-corner>
    `;
  }

  updated() {
    const title = this.stage === 'open' ? t(`nav.${this.#known.name}`) : t('console');
    document.title = `${title} · Steward`;
  }

  #skip(event) {
    event.preventDefault();
    this.querySelector('main').focus();
  }

  // before anybody is known

  #door() {
    return html`
      <header class="bar">${this.#brand()}<span class="quiet">${t('console')}</span>
        <div class="switches">${this.#switches()}</div></header>
      <main id="main" class="door" tabindex="-1">${this.#doorContent()}</main>
    `;
  }

  #doorContent() {
    switch (this.stage) {
      case 'setup':
        return html`<first-setup .token=${this.to.query.token ?? ''}></first-setup>`;
      case 'sign-in':
        return html`<sign-in .heading=${t('sign-in.title')} .reason=${this.reason} ?accounts=${'/api/auth/login' in this.#paths}
          ?oidc=${Boolean(this.#about.oidc)}></sign-in>`;
      case 'forbidden':
        return html`<problem-card .problem=${this.problem}></problem-card>
          <p><button type="button" class="button" @click=${() => session.signOut()}>${t('sign-in.other')}</button></p>`;
      case 'away':
        return html`<problem-card .problem=${this.problem} retryable></problem-card>`;
      default:
        return html`<p class="quiet" role="status">${t('loading')}</p>`;
    }
  }

  // the console itself

  #console() {
    return html`
      ${wide.matches
        ? html`<aside class="sidebar">${this.#brand()} ${this.#menu()}</aside>`
        : html`<dialog class="menu-drawer" aria-label=${t('menu')} @click=${this.#dismiss}><div>${this.#brand()} ${this.#menu()}</div></dialog>`}
      <div class="column">
        ${this.#header()}
        <main id="main" tabindex="-1">${this.#view()}</main>
      </div>
    `;
  }

  #dismiss(event) {
    if (event.target === event.currentTarget) {
      event.currentTarget.close();
    }
  }

  #brand() {
    return html`<a class="brand" href="../" title=${t('to-chat')}><img src="../logo.svg" alt="" width="28" height="28" /> Steward</a>`;
  }

  #menu() {
    return html`
      <nav aria-label=${t('menu')}>
        <ul class="places">
          ${this.#places.map(
            ({ name, sign }) => html`<li><a href="#/${name}" aria-current=${name === this.#known.name ? 'page' : nothing}>
              ${icon(sign)} <span>${t(`nav.${name}`)}</span></a></li>`,
          )}
        </ul>
      </nav>
      <ul class="places aside">
        <li><a href="../api/">${icon('code')} <span>${t('api.link')}</span></a></li>
        <li><a href="../docs/console">${icon('info')} <span>${t('nav.help')}</span></a></li>
      </ul>
    `;
  }

  get #known() {
    const places = this.#places;
    return (this.to.place ? places.find(({ name }) => name === this.to.place) : places[0]) ?? { name: 'unknown' };
  }

  #view() {
    const make = VIEWS[this.#known.name];
    if (!make) {
      return html`<p class="empty">${t('nav.unknown')} <a href="#/">${t('nav.first')}</a></p>`;
    }
    return make({ ...this.to, me: this.me, has: path => path in this.#paths });
  }

  #header() {
    return html`
      <header class="bar">
        ${wide.matches
          ? nothing
          : html`<button type="button" class="icon-button" aria-label=${t('menu')}
              @click=${() => this.querySelector('.menu-drawer').showModal()}>${icon('menu')}</button>`}
        ${this.me.profile ? html`<span class="badge ${this.me.profile}">${t(`badge.${this.me.profile}`)}</span>` : nothing}
        <span class="server" title=${t('instance')}>${this.#about.server_id}</span>
        <div class="switches">${this.#freshness()} ${this.#switches()} ${this.#who()}</div>
      </header>
    `;
  }

  #freshness() {
    const age = pulse.ageSeconds;
    const words = pulse.paused ? t('fresh.paused') : pulse.stale ? t('fresh.stale') : t('fresh.age', { age: span(age ?? 0) });
    return html`
      <span class="fresh ${pulse.stale ? 'stale' : ''}">${age === null ? nothing : words}</span>
      <button type="button" class="icon-button" aria-pressed=${String(pulse.paused)} aria-label=${t('fresh.pause')} title=${t('fresh.pause')}
        @click=${() => pulse.pause(!pulse.paused)}>${icon(pulse.paused ? 'play' : 'pause')}</button>
    `;
  }

  #switches() {
    const other = Object.keys(LANGUAGES).find(tag => tag !== language());
    const dark = isDark();
    return html`
      <button type="button" class="icon-button language" lang=${other} @click=${() => chooseLanguage(other)}
        aria-label=${LANGUAGES[other]} title=${LANGUAGES[other]}>${other === 'en' ? 'EN' : '中'}</button>
      <button type="button" class="icon-button theme" aria-label=${t('theme.switch')} title=${t('theme.switch')}
        @click=${() => chooseTheme(dark ? 'light' : 'dark')}>${icon(dark ? 'sun' : 'moon')}</button>
    `;
  }

  #who() {
    const name = this.me.display_name ?? this.me.username ?? this.me.name ?? (session.any ? this.me.id : t('who.local'));
    return html`
      <span class="who" title=${this.me.role ? t(`role.${this.me.role}`) : nothing}>${icon('user')} <span>${name}</span></span>
      ${session.user
        ? html`<button type="button" class="icon-button" aria-label=${t('password.change')} title=${t('password.change')}
            @click=${() => this.querySelector('form-dialog').open(passwordForm())}>${icon('key')}</button>`
        : nothing}
      ${session.any
        ? html`<button type="button" class="icon-button" aria-label=${t('sign-out')} title=${t('sign-out')}
            @click=${() => session.signOut()}>${icon('out')}</button>`
        : html`<button type="button" class="icon-button" aria-label=${t('sign-in.title')} title=${t('sign-in.title')}
            @click=${() => this.#ask('')}>${icon('key')}</button>`}
    `;
  }
}

const passwordForm = () => ({
  title: t('password.change'),
  intro: t('password.text'),
  username: session.user?.username,
  fields: [
    { name: 'current', label: t('password.current'), type: 'password', required: true, autocomplete: 'current-password' },
    { name: 'next', label: t('password.next'), type: 'password', required: true, autocomplete: 'new-password', help: t('setup.password-help') },
  ],
  submit: t('save'),
  run: ({ current, next }) => session.changePassword(current, next),
  done: () => html`<p>${t('password.done')}</p>`,
});

customElements.define('console-page', ConsolePage);
