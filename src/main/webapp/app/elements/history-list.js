import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../text.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';

const DAY_MILLIS = 86_400_000;

function groupOf({ updated_at }) {
  const midnight = new Date().setHours(0, 0, 0, 0);
  const at = new Date(updated_at).getTime();
  if (at >= midnight) {
    return 'history.today';
  }
  if (at >= midnight - DAY_MILLIS) {
    return 'history.yesterday';
  }
  return at >= midnight - 7 * DAY_MILLIS ? 'history.week' : 'history.older';
}

/** The conversations kept for this caller. Sends `open`, `new`, `toast` and `settings`. */
export class HistoryList extends PageElement {
  static properties = { history: {}, current: {}, console: { type: Boolean }, query: { state: true }, renaming: { state: true } };

  #changed = () => this.requestUpdate();

  constructor() {
    super();
    this.history = null;
    this.current = null;
    this.console = false;
    this.query = '';
    this.renaming = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.history.addEventListener('change', this.#changed);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.history.removeEventListener('change', this.#changed);
  }

  render() {
    return html`
      <div class="history">
        <button type="button" class="button new" @click=${() => this.send('new')}>
          ${icon('add')} ${t('history.new')} <kbd>${/Mac|iP/.test(navigator.platform) ? '⌘' : 'Ctrl'} K</kbd>
        </button>
        <label class="field-with-icon">
          ${icon('search')}<span class="sr-only">${t('history.search')}</span>
          <input type="search" placeholder=${t('history.search')} .value=${this.query} @input=${e => (this.query = e.target.value)} />
        </label>
        <nav class="history-items" aria-label=${t('history')}>${this.#groups()}</nav>
        <footer>
          <button type="button" class="link" @click=${() => this.send('settings')}>${icon('settings')} ${t('settings')}</button>
          <a class="link" href="api/">${icon('code')} ${t('api.link')}</a>
          ${this.console ? html`<a class="link" href="admin/">${icon('gauge')} ${t('console')}</a>` : nothing}
        </footer>
      </div>
    `;
  }

  #groups() {
    const { items, problem, loaded, hasMore } = this.history;
    const wanted = this.query.trim().toLowerCase();
    const matching = items.filter(item => item.title.toLowerCase().includes(wanted));
    const groups = Map.groupBy(matching, groupOf);
    return html`
      ${problem ? html`<p class="quiet">${problem.message}</p>` : nothing}
      ${loaded && !problem && matching.length === 0
        ? html`<p class="quiet">${wanted ? t('history.none-found') : t('history.none')}</p>`
        : nothing}
      ${[...groups].map(
        ([name, members]) => html`
          <h3>${t(name)}</h3>
          <ul>${repeat(members, item => item.id, item => this.#item(item))}</ul>
        `,
      )}
      ${hasMore ? html`<button type="button" class="link" @click=${() => this.history.more()}>${t('history.more')}</button>` : nothing}
    `;
  }

  #item(item) {
    if (this.renaming === item) {
      return html`<li>${this.#nameField(item)}</li>`;
    }
    const menu = `menu-${item.id}`;
    const here = item.id === this.current;
    return html`
      <li class=${here ? 'here' : ''}>
        <a class="item" href="#/c/${item.id}" aria-current=${here ? 'page' : nothing} @click=${() => this.send('open', item.id)}>${item.title}</a>
        <button type="button" class="icon-button small" popovertarget=${menu} aria-label=${t('history.menu', { title: item.title })}>
          ${icon('more')}
        </button>
        <div class="menu" id=${menu} popover @toggle=${this.#placeMenu} @click=${event => event.currentTarget.hidePopover()}>
          <button type="button" @click=${() => this.#rename(item)}>${t('history.rename')}</button>
          <button type="button" @click=${() => this.#export(item, 'markdown', 'md')}>${t('history.export-markdown')}</button>
          <button type="button" @click=${() => this.#export(item, 'json', 'json')}>${t('history.export-json')}</button>
          <button type="button" class="danger" @click=${() => this.#remove(item)}>${t('history.delete')}</button>
        </div>
      </li>
    `;
  }

  #placeMenu({ newState, currentTarget: menu }) {
    if (newState === 'open') {
      const opener = menu.previousElementSibling.getBoundingClientRect();
      menu.style.left = `${Math.min(opener.left, innerWidth - menu.offsetWidth - 8)}px`;
      menu.style.top = `${Math.min(opener.bottom + 4, innerHeight - menu.offsetHeight - 8)}px`;
    }
  }

  #nameField(item) {
    const done = event => this.#renamed(item, event.target.value.trim());
    return html`
      <input class="rename" aria-label=${t('history.rename')} maxlength="200" .value=${item.title} @blur=${done}
        @keydown=${event => {
          if (event.key === 'Enter' && !event.isComposing && event.keyCode !== 229) {
            done(event);
          } else if (event.key === 'Escape') {
            event.stopPropagation();
            this.renaming = null;
          }
        }} />
    `;
  }

  async #rename(item) {
    this.renaming = item;
    await this.updateComplete;
    this.querySelector('.rename').select();
  }

  async #renamed(item, title) {
    if (this.renaming !== item) {
      return;
    }
    this.renaming = null;
    if (title && title !== item.title) {
      await this.#orToast(this.history.rename(item, title));
    }
  }

  async #export(item, format, ending) {
    const content = await this.#orToast(this.history.exported(item, format));
    if (content) {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(content);
      link.download = `${item.title.replace(/[\\/:*?"<>|\s]+/g, ' ').trim().slice(0, 60)}.${ending}`;
      link.click();
      URL.revokeObjectURL(link.href);
    }
  }

  #remove(item) {
    const undo = this.history.remove(item);
    this.send('toast', { words: t('history.deleted', { title: item.title }), label: t('undo'), action: undo });
    if (item.id === this.current) {
      this.send('new');
    }
  }

  #orToast = promise => promise.catch(refusal => this.send('toast', { words: refusal.message }));
}

customElements.define('history-list', HistoryList);
