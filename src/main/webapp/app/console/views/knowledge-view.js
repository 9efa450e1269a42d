import { html, nothing } from 'lit';
import { t } from '../../text.js';
import { json, post, remove, withQuery } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { includes } from '../places.js';
import { bar, button, card, choice, facts, heading, pager, search, table, tabs } from '../parts.js';
import { at, count, named, when } from '../words.js';
import './knowledge-bench.js';
import './knowledge-collections.js';
import './knowledge-upload.js';
import '../import-progress.js';

const PAGE = 50;
const IMPORT = 'knowledge.import';
const ONE_IMPORT = 'imports/';

/** The documents, one document, the imports, one import, the collections, or the search bench; by the address. */
export class KnowledgeView extends ConsoleView {
  async load(signal) {
    if (['bench', 'collections'].includes(this.subject) || this.#import) {
      return {};
    }
    if (this.subject === 'imports') {
      const { cursor } = this.query;
      return { imports: await json(withQuery('api/tasks', { type: IMPORT, cursor, limit: PAGE }), { signal }) };
    }
    return this.subject ? this.#document(signal) : this.#documents(signal);
  }

  async #documents(signal) {
    const { q, collection, tag, cursor } = this.query;
    const [page, stats, collections] = await Promise.all([
      json(withQuery('api/knowledge/documents', { q, collection, tag, cursor, limit: PAGE }), { signal }),
      json('api/knowledge/stats', { signal }),
      json('api/knowledge/collections', { signal }),
    ]);
    return { page, stats, collections: collections.items };
  }

  async #document(signal) {
    const path = `api/knowledge/documents/${encodeURIComponent(this.subject)}`;
    const [document, chunks] = await Promise.all([json(path, { signal }), json(`${path}/chunks?limit=200`, { signal })]);
    return { document, chunks: chunks.items };
  }

  get #mayChange() {
    return includes(this.me.role, 'operator');
  }

  view(data) {
    if (this.subject === 'bench') {
      return html`${this.#head()} <knowledge-bench .query=${this.query}></knowledge-bench>`;
    }
    if (this.subject === 'collections') {
      return html`${this.#head()} <knowledge-collections .me=${this.me} .has=${this.has}></knowledge-collections>`;
    }
    if (this.#import) {
      return html`
        ${this.#head()}
        <p><a href="#/knowledge/imports">← ${t('knowledge.imports')}</a></p>
        <import-progress .task=${this.#import} @again=${({ detail }) => (location.hash = `#/knowledge/${ONE_IMPORT}${detail}`)}></import-progress>
      `;
    }
    if (data.imports) {
      return this.#imports(data.imports);
    }
    return data.document ? this.#one(data) : this.#list(data);
  }

  /** The id of the task of the import that is looked at; null elsewhere. */
  get #import() {
    return this.subject?.startsWith(ONE_IMPORT) ? this.subject.slice(ONE_IMPORT.length) : null;
  }

  get #tab() {
    if (['bench', 'collections'].includes(this.subject)) {
      return this.subject;
    }
    return this.#import || this.subject === 'imports' ? 'imports' : 'documents';
  }

  #head(...buttons) {
    return html`
      ${heading(t('nav.knowledge'), buttons)}
      ${tabs(
        t('nav.knowledge'),
        [
          ['#/knowledge', t('knowledge.documents'), 'documents'],
          ...(this.#mayChange
            ? [
                ['#/knowledge/imports', t('knowledge.imports'), 'imports'],
                ['#/knowledge/collections', t('knowledge.collections'), 'collections'],
              ]
            : []),
          ['#/knowledge/bench', t('knowledge.bench'), 'bench'],
        ],
        this.#tab,
      )}
    `;
  }

  #imports({ items, next_cursor: next }) {
    return html`
      ${this.#head()}
      <p class="quiet">${t('imports.text')}</p>
      ${table(
        t('knowledge.imports'),
        [
          { name: t('created'), cell: ({ id, created_at: moment }) => html`<a href="#/knowledge/${ONE_IMPORT}${id}">${at(moment)}</a>` },
          { name: t('tasks.state'), cell: ({ status }) => named('task', status) },
          { name: t('upload.files'), kind: 'number', cell: ({ payload }) => count(payload?.files) },
          {
            name: t('tasks.progress'),
            cell: ({ progress: done }) => (done?.total ? html`${bar(t('tasks.progress'), done.done, done.total)} ${count(done.done)} / ${count(done.total)}` : '–'),
          },
        ],
        items,
        { empty: html`${t('imports.none')} <a href="#/knowledge">${t('knowledge.documents')}</a>` },
      )}
      ${pager(this.query, next, changes => this.seek(changes))}
    `;
  }

  #list({ page, stats, collections }) {
    const seek = changes => this.seek(changes);
    const behind = stats.index.newest - stats.index.applied;
    return html`
      ${this.#head()}
      <dl class="cards">
        ${card(t('knowledge.documents'), count(stats.documents), t('knowledge.in-collections', { n: count(stats.collections) }))}
        ${card(t('knowledge.passages'), count(stats.passages), t('knowledge.characters', { n: count(stats.characters) }))}
        ${card(t('knowledge.index'), stats.index.ready ? t('knowledge.ready') : t('knowledge.catching-up'), behind > 0 ? t('knowledge.behind', { n: count(behind) }) : nothing, stats.index.ready ? '' : 'warn')}
      </dl>
      ${this.#mayChange ? html`<knowledge-upload .collections=${collections} @imported=${() => this.refresh()}></knowledge-upload>` : nothing}
      <div class="filters">
        ${search(t('knowledge.title-has'), 'q', this.query, seek)}
        ${choice(t('knowledge.collection'), 'collection', [['', t('any')], ...collections.map(({ name }) => [name, name])], this.query, seek)}
        ${search(t('knowledge.tag'), 'tag', this.query, seek)}
      </div>
      ${table(t('knowledge.documents'), this.#columns(), page.items, { empty: this.#empty() })}
      ${pager(this.query, page.next_cursor, seek)}
    `;
  }

  #empty() {
    const filtered = this.query.q || this.query.collection || this.query.tag;
    if (filtered) {
      return t('knowledge.none-match');
    }
    return !this.#mayChange ? t('list.empty') : html`${t('knowledge.none')} ${button(t('knowledge.sample'), () =>
      this.act(() => post('api/knowledge/sample'), t('knowledge.sample-done')))}`;
  }

  #columns() {
    return [
      {
        name: t('document.title'),
        cell: ({ id, title, source }) => html`<a href="#/knowledge/${id}"><strong>${title}</strong></a>
          ${source ? html`<p class="quiet">${source}</p>` : nothing}`,
      },
      { name: t('knowledge.collection'), cell: ({ collection }) => collection },
      { name: t('knowledge.format'), cell: ({ format, language }) => html`${format} <span class="quiet">${language}</span>` },
      { name: t('knowledge.passages'), kind: 'number', cell: ({ chunks }) => count(chunks) },
      { name: t('knowledge.tag'), cell: ({ tags }) => tags.map(tag => html`<span class="chip plain">${tag}</span> `) },
      { name: t('changed'), cell: ({ updated_at: moment }) => when(moment) },
      { name: '', kind: 'actions', cell: document => (this.#mayChange ? button(t('delete'), () => this.#delete(document), { kind: 'small' }) : nothing) },
    ];
  }

  #delete({ id, title, chunks, version }) {
    this.ask({
      title: t('knowledge.delete'),
      intro: t('knowledge.delete-text', { title, n: count(chunks) }),
      danger: true,
      submit: t('delete'),
      run: async () => {
        await remove(`api/knowledge/documents/${encodeURIComponent(id)}`, { 'If-Match': `"${version}"` });
        if (this.subject) {
          location.hash = '#/knowledge';
        }
      },
    });
  }

  #one({ document, chunks }) {
    return html`
      ${this.#head(this.#mayChange ? button(t('delete'), () => this.#delete(document), { kind: 'danger' }) : nothing)}
      <p><a href="#/knowledge">← ${t('knowledge.documents')}</a></p>
      <h2>${document.title}</h2>
      ${facts([
        [t('knowledge.collection'), document.collection],
        [t('knowledge.source'), document.source],
        [t('knowledge.format'), `${document.format} ${document.language ?? ''}`],
        [t('knowledge.characters-short'), count(document.characters)],
        [t('knowledge.tag'), document.tags.join(', ')],
        [t('created'), at(document.created_at)],
        [t('changed'), at(document.updated_at)],
        ['id', html`<code>${document.id}</code>`],
      ])}
      <h3>${t('knowledge.passages')} (${count(document.chunks)})</h3>
      <ol class="passages">
        ${chunks.map(
          ({ index, heading: above, text }) => html`<li>
            <p class="quiet">#${index + 1} · ${t('knowledge.characters', { n: count(text.length) })}${above ? ` · ${above}` : ''}</p>
            <p class="passage">${text}</p></li>`,
        )}
      </ol>
      ${document.chunks > chunks.length ? html`<p class="quiet">${t('knowledge.more-passages', { n: count(document.chunks - chunks.length) })}</p>` : nothing}
    `;
  }
}

customElements.define('knowledge-view', KnowledgeView);
