import { html, nothing } from 'lit';
import { t } from '../../text.js';
import { json, post, put, remove } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { accounts, namer } from '../names.js';
import { includes } from '../places.js';
import { button, chip, table } from '../parts.js';
import { count, when } from '../words.js';

const ALWAYS_THERE = 'default';

const path = id => `api/knowledge/collections/${encodeURIComponent(id)}`;

/** The collections of the knowledge base, and for administrators who may read each. */
export class KnowledgeCollections extends ConsoleView {
  get #decides() {
    return includes(this.me.role, 'admin') && this.has('/api/knowledge/collections/{id}/access');
  }

  async load(signal) {
    const [{ items }, known] = await Promise.all([json('api/knowledge/collections', { signal }), accounts(this.me, signal)]);
    const readers = this.#decides ? await Promise.all(items.map(({ id }) => json(`${path(id)}/access`, { signal }))) : [];
    return { items: items.map((item, index) => ({ ...item, readers: readers[index]?.readers ?? null })), known };
  }

  view({ items, known }) {
    const name = namer(known);
    return html`
      <div class="filters">${button(t('collections.new'), () => this.#edit(null), { sign: 'add' })}</div>
      ${table(t('knowledge.collections'), this.#columns(known, name), items)}
    `;
  }

  #columns(known, name) {
    const readers = {
      name: t('collections.readers'),
      cell: collection => (collection.readers.length ? collection.readers.map(reader => html`${chip('plain', name(reader))} `) : t('collections.everybody')),
    };
    return [
      { name: t('collections.name'), cell: collection => html`<strong>${collection.name}</strong><p class="quiet">${collection.description}</p>` },
      { name: t('knowledge.documents'), kind: 'number', cell: ({ name: own, documents }) => html`<a class="link" href="#/knowledge?collection=${encodeURIComponent(own)}">${count(documents)}</a>` },
      ...(this.#decides ? [readers] : []),
      { name: t('changed'), cell: ({ updated_at: moment }) => when(moment) },
      { name: '', kind: 'actions', cell: collection => this.#actions(collection, known, name) },
    ];
  }

  #actions(collection, known, name) {
    return html`
      ${this.#decides ? button(t('collections.readers'), () => this.#readers(collection, known, name), { kind: 'small' }) : nothing}
      ${collection.name === ALWAYS_THERE
        ? nothing
        : html`${button(t('edit'), () => this.#edit(collection), { kind: 'small' })}
            ${button(t('delete'), () => this.#delete(collection), { kind: 'small danger' })}`}
    `;
  }

  #edit(collection) {
    this.ask({
      title: collection ? t('collections.edit', { name: collection.name }) : t('collections.new'),
      fields: [
        { name: 'name', label: t('collections.name'), value: collection?.name ?? '', required: true, help: t('collections.name-help') },
        { name: 'description', label: t('collections.description'), value: collection?.description ?? '' },
      ],
      submit: t('save'),
      run: ({ name, description }) => {
        const body = { name, description: description || null, ...(collection?.language && { language: collection.language }) };
        return collection ? put(path(collection.id), body, version(collection)) : post('api/knowledge/collections', body);
      },
    });
  }

  /** Who is a reader and no longer there stays to be taken away. */
  #readers({ id, name: own, readers }, known, name) {
    const gone = readers.filter(reader => !known.some(({ account }) => account === reader)).map(account => ({ account }));
    const choices = [...known, ...gone].map(({ account }) => [account, `${t(`account.${account.split(':')[0]}`)} · ${name(account)}`]);
    this.ask({
      title: t('collections.readers-of', { name: own }),
      intro: t('collections.readers-text'),
      fields: [{ name: 'readers', label: t('collections.readers'), type: 'choices', value: readers, options: choices }],
      submit: t('save'),
      run: ({ readers: chosen = [] }) => put(`${path(id)}/access`, { readers: chosen }),
    });
  }

  #delete(collection) {
    const { id, name, documents } = collection;
    this.ask({
      title: t('collections.delete', { name }),
      intro: t('collections.delete-text', { n: count(documents) }),
      typed: name,
      danger: true,
      submit: t('delete'),
      run: () => remove(`${path(id)}?force=${documents > 0}`, version(collection)),
    });
  }
}

const version = collection => ({ 'If-Match': `"${collection.version}"` });

customElements.define('knowledge-collections', KnowledgeCollections);
