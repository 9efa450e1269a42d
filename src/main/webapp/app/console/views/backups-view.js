import { html, nothing } from 'lit';
import { t } from '../../text.js';
import { json, post, put, withQuery } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { button, chip, facts, heading, table } from '../parts.js';
import { at, count, named, size, when } from '../words.js';
import { sent } from './schedules-view.js';

const TYPE = 'backup';
const UNDER_WAY = ['queued', 'delayed', 'running'];
const FAILED = ['dead', 'failed', 'lost'];
const RUN_KINDS = { running: 'busy', succeeded: 'good', dead: 'bad', cancelled: 'warn' };

/** The copies of the database: whether there is a good one, how old it may be, and what to do about it. */
export class BackupsView extends ConsoleView {
  static properties = { reading: { state: true } };

  constructor() {
    super();
    this.reading = null;
  }

  async load(signal) {
    const [report, schedules, tasks] = await Promise.all([
      json('admin/api/backups', { signal }),
      json('api/schedules', { signal }),
      json(withQuery('api/tasks', { type: TYPE, limit: 1 }), { signal }),
    ]);
    return {
      report,
      schedules: await Promise.all(schedules.items.filter(({ type }) => type === TYPE).map(schedule => withLastRun(schedule, signal))),
      latest: tasks.items.find(({ type }) => type === TYPE),
    };
  }

  view({ report, schedules, latest }) {
    const busy = latest && UNDER_WAY.includes(latest.status);
    return html`
      ${heading(t('nav.backups'), button(t('backups.make'), () => this.#make(), { kind: 'primary', sign: 'archive', disabled: busy }))}
      ${this.#verdict(report, schedules)} ${report.scheduled ? nothing : this.#unscheduled(schedules)} ${outcome(latest)}
      ${facts([
        [t('backups.last-good'), report.last_good ? lastGood(report) : t('backups.no-good')],
        [t('backups.folder'), html`<code>${report.folder}</code> ${t('backups.on-instance', { id: report.server_id })}`],
        [t('backups.schedules'), schedules.length ? schedules.map(scheduled) : t('schedules.none')],
        [t('backups.kept'), t('backups.kept-days', { n: count(report.keep_days) })],
      ])}
      ${table(t('nav.backups'), this.#columns(report), report.items, { empty: t('backups.none') })}
      <p class="quiet">${t('backups.restore')} <code>scripts/restore.sh</code></p>
    `;
  }

  #columns({ last_good: good }) {
    return [
      { name: t('backups.made'), cell: backup => html`<strong>${at(backup.created_at)}</strong><p class="quiet"><code>${backup.id}</code></p>` },
      { name: t('backups.age'), cell: backup => html`${when(backup.created_at)} ${backup.id === good ? chip('plain', t('backups.latest-good')) : nothing}` },
      { name: t('backups.kind'), cell: ({ kind }) => named('backup-kind', kind) },
      { name: t('backups.size'), kind: 'number', cell: ({ bytes }) => size(bytes) },
      { name: t('backups.checksum'), cell: state },
      {
        name: '',
        kind: 'actions',
        cell: ({ id }) => button(id === this.reading ? t('backups.verifying') : t('backups.verify'), () => this.#verify(id), { kind: 'small', sign: 'shield', disabled: this.reading !== null }),
      },
    ];
  }

  #verdict({ last_good: good, late, due_at: due }, schedules) {
    if (!good) {
      return html`<p class="verdict bad" role="status"><span>${t('backups.missing')} ${t('backups.make-one')}</span></p>`;
    }
    return late
      ? html`<p class="verdict bad" role="status"><span>${t('backups.late')} ${at(due)}<br />${t('backups.late-fix')} ${schedules.filter(({ enabled }) => enabled).map(link)}</span></p>`
      : html`<p class="verdict good" role="status"><span>${t('backups.well')} ${due && new Date(due) > Date.now() ? html`${t('backups.next')} ${when(due)}` : nothing}</span></p>`;
  }

  #unscheduled(schedules) {
    const off = schedules.find(({ built_in: own }) => own) ?? schedules[0];
    return html`
      <p class="verdict warn" role="status"><span>${t('backups.unscheduled')} ${t('backups.unscheduled-fix')} <code>BACKUP_SCHEDULE</code></span>
        ${off && !off.enabled ? button(t('backups.turn-on', { words: off.words }), () => this.#turnOn(off), { kind: 'small' }) : nothing}</p>
    `;
  }

  #make() {
    return this.act(() => post('admin/api/backups'), t('backups.submitted'));
  }

  #turnOn(schedule) {
    return this.act(() => put(`api/schedules/${encodeURIComponent(schedule.id)}`, sent({ ...schedule, enabled: true })), t('backups.turned-on'));
  }

  async #verify(id) {
    this.reading = id;
    await this.act(
      () => post(`admin/api/backups/${encodeURIComponent(id)}/verify`),
      ({ verified: { ok, problem } }) => (ok ? t('backups.is-good', { id }) : t('backups.is-bad', { id, problem: named('backup-problem', problem) })),
    );
    this.reading = null;
  }
}

/** What the latest task of whoever looks came to, as long as it says something that the list does not. */
function outcome(task) {
  if (!task || !(UNDER_WAY.includes(task.status) || FAILED.includes(task.status))) {
    return nothing;
  }
  const see = html`<a href="#/tasks/${task.id}">${t('backups.task')}</a>`;
  return UNDER_WAY.includes(task.status) && !task.error
    ? html`<p class="row" role="status">${chip('busy', named('task', task.status))} ${t('backups.under-way')} ${see}</p>`
    : html`<p class="verdict warn" role="status"><span>${t('backups.failed')} ${task.error?.message ?? ''} ${see}</span></p>`;
}

function lastGood({ items, last_good: id, folder }) {
  const { created_at: made } = items.find(item => item.id === id);
  return html`<code>${folder}/${id}</code> ${when(made)}`;
}

/** Tasks of schedules belong to nobody who is signed in, so what became of them is read from the schedule's history. */
async function withLastRun(schedule, signal) {
  const { items } = await json(`api/schedules/${encodeURIComponent(schedule.id)}/runs`, { signal });
  return { ...schedule, last: items.find(({ status }) => status) };
}

const link = ({ id, name }) => html`<a href="#/schedules/${id}">${name}</a> `;

const scheduled = schedule => html`
  <div>${link(schedule)} ${schedule.words} ${schedule.enabled ? when(schedule.next[0]) : chip('warn', t('schedules.off'))} ${lastRun(schedule)}</div>
`;

const lastRun = ({ last }) =>
  last ? html`<span class="quiet">${t('backups.last-run')}</span> ${chip(RUN_KINDS[last.status] ?? 'plain', named('task', last.status))}` : nothing;

function state({ sha256, verified }) {
  if (verified && !verified.ok) {
    return html`${chip('bad', named('backup-problem', verified.problem))}<p class="quiet">${when(verified.at)}</p>`;
  }
  if (!sha256) {
    return chip('bad', t('backup-problem.no-checksum'));
  }
  return verified ? html`${chip('good', t('backups.whole'))}<p class="quiet">${when(verified.at)}</p>` : chip('plain', t('backups.unread'));
}

customElements.define('backups-view', BackupsView);
