import { html } from 'lit';
import { call as plain } from '../../api.js';
import { t } from '../../text.js';
import { ConsoleView } from '../console-view.js';
import { chip, facts, heading, table } from '../parts.js';
import { named } from '../words.js';

const PROBES = ['live', 'ready', 'started'];

/** An answer of a probe; one that says no is an answer too. */
async function probe(path, signal) {
  try {
    return await (await plain(path, { signal, token: '' })).json();
  } catch (refused) {
    if (refused.status === 503) {
      return refused.answer.checks ? refused.answer : { status: 'DOWN', checks: [] };
    }
    throw refused;
  }
}

/** What the probes say, and what each part that is not well does to whom. */
export class HealthView extends ConsoleView {
  async load(signal) {
    const [all, ...probes] = await Promise.all([
      probe('health?verbose=1', signal),
      ...PROBES.map(name => probe(`health/${name}`, signal)),
    ]);
    return { all, probes };
  }

  view({ all, probes }) {
    return html`
      ${heading(t('nav.health'))}
      <p class="row">
        ${PROBES.map((name, index) => chip(probes[index].status === 'UP' ? 'good' : 'bad', `${t(`probe.${name}`)} ${probes[index].status}`))}
      </p>
      ${table(
        t('nav.health'),
        [
          { name: t('health.part'), cell: ({ name }) => html`<strong>${named('check', name)}</strong>` },
          { name: t('health.state'), cell: ({ status }) => chip(status === 'UP' ? 'good' : 'bad', status) },
          { name: t('health.data'), cell: ({ data = {} }) => facts(Object.entries(data)) },
          { name: t('health.effect'), cell: ({ name, status }) => (status === 'UP' ? '–' : named('effect', name)) },
        ],
        all.checks,
        { key: ({ name }) => name, empty: t('health.none') },
      )}
      ${facts(Object.entries(all.details ?? {}))}
      <p class="quiet">${t('health.doctor')} <code>./steward doctor</code></p>
    `;
  }
}

customElements.define('health-view', HealthView);
