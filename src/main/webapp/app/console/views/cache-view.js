import { html } from 'lit';
import { t } from '../../text.js';
import { json, post } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { button, card, heading } from '../parts.js';
import { count, percent, size } from '../words.js';

/** How good the cache is, and how to make it forget. */
export class CacheView extends ConsoleView {
  load(signal) {
    return json('api/metrics', { signal });
  }

  view({ cache_hit_rate: hits, detail: { cache, flights, models } }) {
    return html`
      ${heading(t('nav.cache'), button(t('cache.clear-some'), () => this.#some(models.routes)), button(t('cache.clear-all'), () => this.#all(cache), { kind: 'danger' }))}
      <dl class="cards">
        ${card(t('overview.hits'), percent(hits), t('cache.look-ups', { hits: count(cache.hits), misses: count(cache.misses) }))}
        ${card(t('cache.entries'), count(cache.entries), size(cache.bytes))}
        ${card(t('cache.evictions'), count(cache.evictions), t('overview.since-start'))}
        ${card(t('cache.coalesced'), count(flights.coalesced), t('cache.coalesced-help'))}
      </dl>
    `;
  }

  #all({ entries }) {
    this.ask({
      title: t('cache.clear-all'),
      intro: t('cache.clear-all-text', { n: count(entries) }),
      danger: true,
      submit: t('cache.clear'),
      run: () => post('api/cache/clear'),
      done: this.#done,
    });
  }

  #some(routes) {
    this.ask({
      title: t('cache.clear-some'),
      intro: t('cache.clear-some-text'),
      fields: [
        { name: 'model', label: t('model'), options: [['', t('any')], ...routes.map(({ model }) => [model, model])] },
        { name: 'collection', label: t('knowledge.collection') },
        { name: 'prefix', label: t('cache.prefix'), help: t('cache.prefix-help') },
      ],
      danger: true,
      submit: t('cache.clear'),
      run: values => {
        const said = Object.entries(values).filter(([, value]) => value !== '');
        if (said.length === 0) {
          throw Object.assign(new Error(t('cache.say-which')), { fields: [] });
        }
        return post('api/cache/clear', Object.fromEntries(said));
      },
      done: this.#done,
    });
  }

  #done = ({ entries, instances }) => html`<p>${t('cache.cleared', { n: count(entries), instances: count(instances) })}</p>`;
}

customElements.define('cache-view', CacheView);
