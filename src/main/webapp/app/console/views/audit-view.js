import { html, nothing } from 'lit';
import { t } from '../../text.js';
import { download, json, withQuery } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { accounts, namer } from '../names.js';
import { button, chip, heading, pager, search, table } from '../parts.js';
import { at, count, named } from '../words.js';

const FILTERS = ['who', 'action', 'object', 'from', 'to'];
const PAGE = 50;

/** Who did what, from where, and what it changed. Nothing here can be changed. */
export class AuditView extends ConsoleView {
  async load(signal) {
    const [page, known] = await Promise.all([
      json(withQuery('admin/api/audit', { ...this.#filters, cursor: this.query.cursor, limit: PAGE }), { signal }),
      accounts(this.me, signal),
    ]);
    return { page, name: namer(known) };
  }

  /** A day chosen as the last one is meant whole. */
  get #filters() {
    const asked = Object.fromEntries(FILTERS.map(name => [name, this.query[name]]));
    return { ...asked, to: asked.to && `${asked.to}T23:59:59.999999Z` };
  }

  view({ page, name }) {
    const seek = changes => this.seek(changes);
    return html`
      ${heading(
        t('nav.audit'),
        button(t('audit.verify'), () => this.#verify(), { sign: 'shield' }),
        button(t('audit.export'), () => this.act(() => this.#save()), { sign: 'down' }),
      )}
      <div class="filters">
        ${FILTERS.map(filter => search(t(`audit.${filter}`), filter, this.query, seek, ['from', 'to'].includes(filter) ? 'date' : 'search'))}
      </div>
      ${table(t('nav.audit'), this.#columns(name), page.items, { empty: t('audit.none'), key: ({ seq }) => seq })}
      ${pager(this.query, page.next_cursor, seek)}
    `;
  }

  #columns(name) {
    return [
      { name: t('audit.when'), cell: entry => html`${at(entry.at)}<p class="quiet">#${count(entry.seq)}</p>` },
      {
        name: t('audit.who'),
        cell: ({ who, address }) => html`${who ? this.#only('who', who, name(who)) : t('audit.nobody')}<p class="quiet">${address}</p>`,
      },
      {
        name: t('audit.action'),
        cell: ({ action, outcome }) => html`${this.#only('action', action, html`<code>${action}</code>`)}
          ${outcome === 'ok' ? nothing : chip('bad', named('outcome', outcome))}`,
      },
      { name: t('audit.object'), cell: ({ object }) => this.#only('object', object, name(object)) },
      { name: t('audit.change'), kind: 'broad', cell: ({ change }) => changes(change ?? {}) },
      { name: t('audit.request'), cell: entry => html`<span class="quiet">${entry.request_id}</span>` },
    ];
  }

  /** A press shows the entries that are alike in this. */
  #only(filter, value, shown) {
    return html`<button type="button" class="link" title=${t('audit.only')} @click=${() => this.seek({ [filter]: value, cursor: '' })}>${shown}</button>`;
  }

  #verify() {
    this.ask({
      title: t('audit.verify'),
      intro: t('audit.verify-text'),
      submit: t('audit.verify'),
      run: () => json('admin/api/audit/verify'),
      done: ({ intact, entries, broken_at: broken, hash }) => html`
        <p class="verdict ${intact ? 'good' : 'bad'}">
          ${intact ? t('audit.intact', { n: count(entries) }) : t('audit.broken', { seq: count(broken), n: count(entries) })}</p>
        <p class="quiet">${t('audit.hash')} <code class="secret">${hash}</code></p>`,
    });
  }

  #save() {
    return download(withQuery('admin/api/audit/export', this.#filters), 'audit.jsonl', 'application/x-ndjson');
  }
}

const said = value => (value === null || value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value));

const changes = change =>
  Object.entries(change).map(
    ([field, value]) => html`<div><code>${field}</code> ${value?.after === undefined && value?.before === undefined
      ? said(value)
      : html`${said(value.before)} → ${said(value.after)}`}</div>`,
  );

customElements.define('audit-view', AuditView);
