import { html, nothing } from 'lit';
import { t } from '../../text.js';
import { json, post, put, remove } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import '../cron-preview.js';
import { button, chip, facts, heading, table } from '../parts.js';
import { at, named, when } from '../words.js';

const OVERLAPS = ['skip', 'queue', 'parallel'];
const MISFIRES = ['run_once', 'skip'];
const QUEUES = ['standard_tasks', 'lumina_tasks'];

const path = id => `api/schedules/${encodeURIComponent(id)}`;

/** What is to be submitted when, and what became of it; by the address. */
export class SchedulesView extends ConsoleView {
  async load(signal) {
    if (!this.subject) {
      return json('api/schedules', { signal });
    }
    const [schedule, runs] = await Promise.all([
      json(path(this.subject), { signal }),
      json(`${path(this.subject)}/runs`, { signal }),
    ]);
    return { schedule, runs: runs.items };
  }

  view(data) {
    return data.schedule ? this.#one(data) : this.#list(data.items);
  }

  #list(schedules) {
    return html`
      ${heading(t('nav.schedules'), button(t('schedules.new'), () => this.#edit(null), { sign: 'add' }))}
      ${table(
        t('nav.schedules'),
        [
          { name: t('schedules.name'), cell: ({ id, name, built_in: own }) => html`<a href="#/schedules/${id}"><strong>${name}</strong></a> ${own ? chip('plain', t('schedules.built-in')) : nothing}` },
          { name: t('schedules.when'), cell: ({ cron, words, zone }) => html`${words} <p class="quiet"><code>${cron}</code> ${zone}</p>` },
          { name: t('schedules.next'), cell: ({ enabled, next }) => (enabled ? when(next[0]) : chip('warn', t('schedules.off'))) },
          { name: t('tasks.type'), cell: ({ type }) => html`<code>${type}</code>` },
          { name: '', kind: 'actions', cell: schedule => this.#actions(schedule) },
        ],
        schedules,
        { empty: t('schedules.none') },
      )}
    `;
  }

  #actions(schedule, kind = 'small') {
    const { id, enabled } = schedule;
    return html`
      ${button(t('schedules.run'), () => this.act(() => post(`${path(id)}/run`), t('schedules.ran')), { kind, sign: 'play' })}
      ${button(enabled ? t('schedules.turn-off') : t('schedules.turn-on'), () => this.act(() => put(path(id), sent({ ...schedule, enabled: !enabled }))), { kind })}
      ${button(t('edit'), () => this.#edit(schedule), { kind })}
    `;
  }

  #one({ schedule, runs }) {
    return html`
      ${heading(
        schedule.name,
        this.#actions(schedule, ''),
        schedule.built_in ? nothing : button(t('delete'), () => this.#delete(schedule), { kind: 'danger' }),
      )}
      <p><a href="#/schedules">← ${t('nav.schedules')}</a></p>
      ${facts([
        [t('schedules.when'), html`${schedule.words} <code>${schedule.cron}</code> ${schedule.zone}`],
        [t('tasks.type'), html`<code>${schedule.type}</code>`],
        [t('tasks.queue'), schedule.queue ?? t('tasks.usual-queue')],
        [t('schedules.overlap'), named('overlap', schedule.overlap)],
        [t('schedules.misfire'), named('misfire', schedule.misfire)],
        [t('schedules.owner'), schedule.owner],
        [t('changed'), at(schedule.updated_at)],
      ])}
      <h3>${t('schedules.next')}</h3>
      ${schedule.enabled ? html`<ol class="next">${schedule.next.map(moment => html`<li>${at(moment)} <span class="quiet">${when(moment)}</span></li>`)}</ol>` : html`<p>${chip('warn', t('schedules.off'))}</p>`}
      <h3>${t('schedules.history')}</h3>
      ${table(
        t('schedules.history'),
        [
          { name: t('schedules.tick'), cell: ({ tick_at: moment }) => at(moment) },
          { name: t('schedules.kind'), cell: ({ kind }) => named('tick', kind) },
          { name: t('schedules.outcome'), cell: ({ outcome }) => chip(outcome === 'submitted' ? 'good' : 'warn', named('tick', outcome)) },
          { name: t('tasks.task'), cell: ({ task_id: id, status }) => (id ? html`<a href="#/tasks/${id}"><code>${id.slice(-8)}</code></a> ${status ? named('task', status) : nothing}` : '–') },
        ],
        runs,
        { empty: t('schedules.no-history'), key: ({ tick_at: moment, kind }) => moment + kind },
      )}
    `;
  }

  #delete({ id, name }) {
    this.ask({
      title: t('schedules.delete'),
      intro: t('schedules.delete-text'),
      typed: name,
      danger: true,
      submit: t('delete'),
      run: async () => {
        await remove(path(id));
        location.hash = '#/schedules';
      },
    });
  }

  #edit(schedule) {
    const now = schedule ?? { cron: '0 2 * * *', zone: Intl.DateTimeFormat().resolvedOptions().timeZone, type: 'chat.complete', payload: { prompt: '' }, overlap: 'skip', misfire: 'run_once', enabled: true };
    this.ask({
      title: schedule ? t('schedules.edit') : t('schedules.new'),
      fields: [
        { name: 'name', label: t('schedules.name'), value: now.name ?? '', required: true },
        {
          name: 'cron',
          label: t('schedules.cron'),
          value: now.cron,
          required: true,
          help: t('schedules.cron-help'),
          live: ({ cron, zone }) => html`<cron-preview .cron=${cron} .zone=${zone}></cron-preview>`,
        },
        { name: 'zone', label: t('schedules.zone'), value: now.zone },
        { name: 'type', label: t('tasks.type'), value: now.type, required: true },
        { name: 'queue', label: t('tasks.queue'), value: now.queue ?? '', options: [['', t('tasks.usual-queue')], ...QUEUES.map(name => [name, name])] },
        { name: 'payload', label: t('tasks.payload'), value: JSON.stringify(now.payload, null, 2), rows: 4, help: t('tasks.payload-help') },
        { name: 'overlap', label: t('schedules.overlap'), value: now.overlap, options: OVERLAPS.map(name => [name, named('overlap', name)]) },
        { name: 'misfire', label: t('schedules.misfire'), value: now.misfire, options: MISFIRES.map(name => [name, named('misfire', name)]) },
        { name: 'enabled', label: t('schedules.enabled'), type: 'checkbox', value: now.enabled },
      ],
      submit: t('save'),
      run: values => {
        const body = sent({ ...values, payload: parsed(values.payload) });
        return schedule ? put(path(schedule.id), body) : post('api/schedules', body);
      },
    });
  }
}

/** What the server takes of a schedule. */
export const sent = ({ name, cron, zone, type, queue, payload, enabled, overlap, misfire }) => ({
  name, cron, zone, type, payload, enabled, overlap, misfire, ...(queue && { queue }),
});

function parsed(payload) {
  try {
    return JSON.parse(payload || '{}');
  } catch {
    throw Object.assign(new Error(t('tasks.payload-is-no-json')), { fields: [] });
  }
}

customElements.define('schedules-view', SchedulesView);
