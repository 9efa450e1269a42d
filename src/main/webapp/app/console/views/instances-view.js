import { html, nothing } from 'lit';
import { t } from '../../text.js';
import { json, post } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import '../log-level.js';
import { bar, button, chip, heading, table } from '../parts.js';
import { count, named, span, when } from '../words.js';

const KINDS = { up: 'good', draining: 'warn', starting: 'busy' };

/** Which instances there are, whether they are alike, emptying the one that answers, and what all of them log. */
export class InstancesView extends ConsoleView {
  load(signal) {
    return json('admin/api/instances', { signal });
  }

  view({ items, alive, same_version: alike, same_configuration: configured }) {
    return html`
      ${heading(t('nav.instances'))}
      <p class="row">${chip('good', t('instances.alive', { n: count(alive) }))}
        ${alike ? nothing : chip('warn', t('instances.versions'))} ${configured ? nothing : chip('warn', t('instances.configurations'))}</p>
      ${table(
        t('nav.instances'),
        [
          { name: t('instance'), cell: instance => html`<strong>${instance.server_id}</strong> ${instance.self ? chip('plain', t('instances.this')) : nothing}<p class="quiet">${instance.role}</p>` },
          { name: t('health.state'), cell: ({ state }) => chip(KINDS[state] ?? 'bad', named('instance-state', state)) },
          { name: t('instances.version'), cell: ({ version, same_configuration: same }) => html`${version} ${same ? nothing : chip('warn', t('instances.different'))}` },
          { name: t('overview.running'), kind: 'number', cell: ({ numbers }) => count(numbers?.concurrent_requests) },
          { name: t('overview.heap'), cell: ({ numbers }) => heap(numbers ?? {}) },
          { name: t('overview.threads'), kind: 'number', cell: ({ numbers }) => count(numbers?.threads) },
          { name: t('overview.database'), kind: 'number', cell: ({ numbers }) => connections(numbers ?? {}) },
          { name: t('overview.started'), cell: instance => when(instance.started_at) },
          { name: t('instances.seen'), cell: instance => when(instance.seen_at) },
          { name: '', kind: 'actions', cell: instance => (instance.self && instance.state === 'up' ? button(t('instances.drain'), () => this.#drain(instance), { kind: 'small danger' }) : nothing) },
        ],
        items,
        { key: ({ run_id: id }) => id },
      )}
      <p class="quiet">${t('instances.text')}</p>
      ${this.has('/admin/api/logs/level')
        ? html`<section><h2>${t('log-level')}</h2><log-level .me=${this.me}></log-level></section>`
        : nothing}
    `;
  }

  #drain({ server_id: id, numbers }) {
    this.ask({
      title: t('instances.drain-of', { id }),
      intro: t('instances.drain-text', { n: count(numbers?.in_flight) }),
      typed: id,
      danger: true,
      submit: t('instances.drain'),
      run: () => post(`admin/api/instances/${encodeURIComponent(id)}/drain`),
      done: ({ in_flight: left }) => html`<p>${t('instances.drained', { n: count(left) })}</p>`,
    });
  }
}

function heap({ heap_used_mb: used, heap_max_mb: most, uptime_s: uptime }) {
  return used === undefined ? '–' : html`${bar(t('overview.heap'), used, most)} ${count(used)} / ${count(most)} MB ${uptime ? html`<span class="quiet">${span(uptime)}</span>` : nothing}`;
}

const connections = ({ database_in_use: used, database_max: most }) => (used === undefined ? '–' : `${count(used)} / ${count(most)}`);

customElements.define('instances-view', InstancesView);
