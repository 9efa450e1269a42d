import { html, nothing } from 'lit';
import { t } from '../../text.js';
import { json, post, withQuery } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { seldom } from '../live.js';
import { includes } from '../places.js';
import { bar, button, chip, choice, facts, heading, pager, short, table } from '../parts.js';
import { at, count, named, seconds, span, when } from '../words.js';

const STATES = ['queued', 'delayed', 'running', 'succeeded', 'dead', 'cancelled'];
const KINDS = { queued: 'plain', delayed: 'plain', running: 'busy', succeeded: 'good', dead: 'bad', cancelled: 'warn', failed: 'bad', lost: 'bad' };
const ENDED = ['succeeded', 'dead', 'cancelled'];
const BOTH_QUEUES = 'api/events?topics=queue:standard_tasks,queue:lumina_tasks';
const PAGE = 50;

const state = status => chip(KINDS[status] ?? 'plain', named('task', status));

const pretty = value => JSON.stringify(value, null, 2);

/** Both queues and their tasks, or one task; by the address. */
export class TasksView extends ConsoleView {
  #heard = null;
  #look = seldom(() => this.refresh());

  async load(signal) {
    if (this.subject) {
      return this.#load(encodeURIComponent(this.subject), signal);
    }
    this.#listen(includes(this.me.role, 'operator') ? BOTH_QUEUES : null, () => this.#look());
    const { status, type, queue, cursor } = this.query;
    const [page, queues] = await Promise.all([
      json(withQuery('api/tasks', { status, type, queue, cursor, limit: PAGE }), { signal }),
      this.#queues(signal),
    ]);
    return { page, queues };
  }

  async #load(id, signal) {
    const task = await json(`api/tasks/${id}`, { signal });
    this.#listen(ENDED.includes(task.status) ? null : `api/tasks/${id}/events`, event => this.#told(event));
    const result = task.status === 'succeeded' ? await this.#result(id, signal) : null;
    return { task, result };
  }

  /** Once for each path, until its stream is over. */
  async #listen(path, action) {
    if (path !== this.#heard) {
      this.#heard = path;
      await this.hear(path, action);
      this.#heard = this.#heard === path ? null : this.#heard;
    }
  }

  /** Progress is shown as it comes; whatever else happened is read. */
  #told({ name, data: { done, total, message } }) {
    if (name === 'progress' && this.data?.task) {
      this.data = { ...this.data, task: { ...this.data.task, progress: { done, total, message } } };
    } else {
      this.#look();
    }
    return name === 'done';
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#heard = null;
  }

  // a result that is kept no longer is no reason not to show its task
  async #result(id, signal) {
    return json(`api/tasks/${id}/result`, { signal }).catch(refused => {
      if (refused.status === 410) {
        return null;
      }
      throw refused;
    });
  }

  // for those who may see their own tasks only
  async #queues(signal) {
    return json('api/queues', { signal })
      .then(({ items }) => items)
      .catch(refused => {
        if (refused.status === 403) {
          return [];
        }
        throw refused;
      });
  }

  view(data) {
    return data.task ? this.#one(data) : this.#list(data);
  }

  // the list

  #list({ page, queues }) {
    const seek = changes => this.seek(changes);
    const dead = queues.reduce((sum, queue) => sum + queue.dead, 0);
    return html`
      ${heading(
        t('nav.tasks'),
        button(t('tasks.new'), () => this.#new()),
        this.query.status === 'dead' || dead > 0 ? button(t('tasks.replay'), () => this.#replay()) : nothing,
      )}
      <div class="queues">${queues.map(queue => this.#queue(queue))}</div>
      <div class="filters">
        ${choice(t('tasks.state'), 'status', [['', t('any')], ...STATES.map(name => [name, named('task', name)])], this.query, seek)}
        ${choice(t('tasks.queue'), 'queue', [['', t('any')], ...queues.map(({ name }) => [name, name])], this.query, seek)}
        ${this.query.type ? button(t('tasks.of-type', { type: this.query.type }), () => seek({ type: '', cursor: '' }), { sign: 'close' }) : nothing}
      </div>
      ${table(t('nav.tasks'), this.#columns(queues), page.items, { empty: this.#empty() })}
      ${pager(this.query, page.next_cursor, seek)}
    `;
  }

  #empty() {
    return this.query.status || this.query.queue || this.query.type ? t('tasks.none-match') : t('tasks.none');
  }

  #queue(queue) {
    const { name, paused, queued, delayed, running, dead, oldest_age_s: age, slots, workers, succeeded_per_minute: rate } = queue;
    return html`
      <section class="queue" aria-label=${name}>
        <header><h2><code>${name}</code></h2> ${trouble(queue)}</header>
        <p>
          ${t('queue.numbers', { queued: count(queued), delayed: count(delayed), running: count(running), dead: count(dead) })}
          <span class="quiet">${queued > 0 ? t('queue.oldest', { age: span(age) }) : nothing} ${t('queue.rate', { n: count(rate) })}</span>
        </p>
        ${bar(t('queue.slots', { running: count(running), slots: count(slots), workers: count(workers) }), running, slots)}
        <p class="quiet">${t('queue.slots', { running: count(running), slots: count(slots), workers: count(workers) })}</p>
        <div class="row">
          ${paused
            ? button(t('queue.resume'), () => this.act(() => post(`api/queues/${name}/resume`), t('queue.resumed')), { sign: 'play', kind: 'small' })
            : button(t('queue.pause'), () => this.act(() => post(`api/queues/${name}/pause`), t('queue.is-paused')), { sign: 'pause', kind: 'small' })}
          ${button(t('queue.purge'), () => this.#purge(name, queued + delayed), { kind: 'small danger', disabled: queued + delayed === 0 })}
        </div>
      </section>
    `;
  }

  #columns(queues) {
    return [
      {
        name: t('tasks.task'),
        cell: ({ id, type }) => html`<a href="#/tasks/${id}"><code>${id.slice(-8)}</code></a>
          <button type="button" class="link" title=${t('tasks.only-type')} @click=${() => this.seek({ type, cursor: '' })}>${type}</button>`,
      },
      { name: t('tasks.state'), cell: task => state(task.status) },
      { name: t('tasks.how'), kind: 'broad', cell: task => how(task, queues) },
      { name: t('tasks.queue'), cell: ({ queue }) => html`<span class="quiet">${queue}</span>` },
      { name: t('tasks.attempt'), kind: 'number', cell: ({ attempt }) => count(attempt) },
      { name: t('created'), cell: task => when(task.created_at) },
      { name: t('tasks.took'), kind: 'number', cell: took },
      { name: '', kind: 'actions', cell: task => this.#actions(task) },
    ];
  }

  #actions({ id, status, cancel_requested: leaving }, kind = 'small') {
    const path = `api/tasks/${encodeURIComponent(id)}`;
    if (!ENDED.includes(status)) {
      return html`
        ${status === 'delayed' ? button(t('tasks.now'), () => this.act(() => post(`${path}/retry`), t('tasks.retried')), { kind }) : nothing}
        ${button(leaving ? t('tasks.cancelling') : t('cancel'), () => this.act(() => post(`${path}/cancel`), t('tasks.cancelled')), { kind, disabled: Boolean(leaving) })}
      `;
    }
    return status === 'succeeded' ? nothing : button(t('tasks.retry'), () => this.act(() => post(`${path}/retry`), t('tasks.retried')), { kind });
  }

  #purge(name, waiting) {
    this.ask({
      title: t('queue.purge'),
      intro: t('queue.purge-text', { name, n: count(waiting) }),
      typed: name,
      danger: true,
      submit: t('queue.purge'),
      run: () => post(`api/queues/${name}/purge`),
      done: ({ purged }) => html`<p>${t('queue.purged', { n: count(purged) })}</p>`,
    });
  }

  #replay() {
    this.ask({
      title: t('tasks.replay'),
      intro: t('tasks.replay-text'),
      fields: [
        { name: 'type', label: t('tasks.type'), value: this.query.type ?? '', help: t('tasks.empty-is-all') },
        { name: 'queue', label: t('tasks.queue'), value: this.query.queue ?? '', options: [['', t('any')], ['standard_tasks', 'standard_tasks'], ['lumina_tasks', 'lumina_tasks']] },
        { name: 'error_code', label: t('tasks.error-code'), help: t('tasks.empty-is-all') },
      ],
      submit: t('tasks.replay'),
      run: values => post('api/tasks/dead/replay', Object.fromEntries(Object.entries(values).filter(([, value]) => value))),
      done: ({ replayed }) => html`<p>${t('tasks.replayed', { n: count(replayed) })}</p>`,
    });
  }

  #new() {
    this.ask({
      title: t('tasks.new'),
      fields: [
        { name: 'type', label: t('tasks.type'), required: true, value: 'chat.complete' },
        { name: 'queue', label: t('tasks.queue'), options: [['', t('tasks.usual-queue')], ['standard_tasks', 'standard_tasks'], ['lumina_tasks', 'lumina_tasks']] },
        { name: 'payload', label: t('tasks.payload'), rows: 6, value: pretty({ prompt: '' }), help: t('tasks.payload-help') },
        { name: 'delay_s', label: t('tasks.delay'), type: 'number', min: 0 },
      ],
      submit: t('tasks.submit'),
      run: submit,
      done: ({ id }) => html`<p>${t('tasks.accepted')} <a href="#/tasks/${id}" @click=${event => event.target.closest('dialog').close()}>${id}</a></p>`,
    });
  }

  // one task

  #one({ task, result }) {
    return html`
      ${heading(html`${task.type} ${state(task.status)}`, this.#actions(task, ''))}
      <p><a href="#/tasks">← ${t('nav.tasks')}</a></p>
      ${task.waiting ? html`<p class="verdict warn">${task.waiting.text} ${task.waiting.until ? when(task.waiting.until) : nothing}</p>` : nothing}
      ${task.error ? html`<p class="verdict bad"><span><code>${task.error.code}</code> ${task.error.message}</span></p>` : nothing}
      ${task.progress ? progress(task.progress) : nothing}
      ${facts([
        ['id', html`<code>${task.id}</code>`],
        [t('tasks.queue'), task.queue],
        [t('tasks.attempt'), t('tasks.attempts-of', { n: count(task.attempt), failures: count(task.failures), retries: count(task.max_retries) })],
        [t('tasks.worker'), task.worker],
        [t('created'), at(task.created_at)],
        [t('tasks.started'), task.started_at && at(task.started_at)],
        [t('tasks.finished'), task.finished_at && html`${at(task.finished_at)} (${took(task)})`],
        [t('tasks.expires'), task.expires_at && when(task.expires_at)],
        [t('tasks.timeout'), span(task.timeout_s)],
        [t('tasks.unique'), task.unique_key],
        [t('tasks.callback'), task.callback_url],
      ])}
      ${this.#attempts(task.attempts ?? [])} ${this.#log(task)}
      ${block(t('tasks.payload'), pretty(task.payload))}
      ${result ? block(t('tasks.result'), pretty(result.result)) : nothing}
    `;
  }

  #attempts(attempts) {
    if (attempts.length === 0) {
      return nothing;
    }
    return html`
      <h3>${t('tasks.runs')}</h3>
      ${table(
        t('tasks.runs'),
        [
          { name: '#', kind: 'number', cell: ({ number }) => number },
          { name: t('tasks.state'), cell: ({ outcome }) => chip(KINDS[outcome] ?? 'plain', named('task', outcome)) },
          { name: t('tasks.worker'), cell: ({ worker }) => worker },
          { name: t('tasks.started'), cell: ({ started_at: from }) => at(from) },
          { name: t('tasks.took'), kind: 'number', cell: ({ started_at: from, ended_at: to }) => (from ? span(Math.max(0, seconds(from, to))) : '–') },
          { name: t('tasks.error'), cell: ({ error }) => (error ? html`<code>${error.code}</code> ${error.message}` : nothing) },
        ],
        attempts,
        { key: ({ started_at: from }) => from },
      )}
    `;
  }

  #log({ log = [] }) {
    return log.length === 0
      ? nothing
      : block(t('tasks.log'), log.map(({ at: moment, line }) => `${moment.slice(11, 19)} ${line}`).join('\n'));
  }
}

const block = (title, text) => html`<h3>${title}</h3><pre class="log" tabindex="0" aria-label=${title}>${text}</pre>`;

const took = ({ started_at: from, finished_at: to }) => (from ? span(Math.max(0, seconds(from, to))) : '–');

const progress = ({ done, total, message }) => html`
  <p class="row">${total ? bar(t('tasks.progress'), done, total) : nothing}
    ${total ? `${count(done)} / ${count(total)}` : count(done)} <span class="quiet">${message}</span></p>
`;

/** How far a task is, what went wrong with it, or why it waits: never nothing. */
function how(task, queues) {
  if (task.error) {
    return html`<code>${task.error.code}</code> ${short(task.error.message)}`;
  }
  if (task.status === 'delayed') {
    return html`${t('waits.until')} ${when(task.run_at)}`;
  }
  if (task.status === 'queued') {
    const queue = queues.find(({ name }) => name === task.queue);
    return queue ? t(`waits.${reason(queue)}`) : nothing;
  }
  return task.progress ? progress(task.progress) : (task.worker ?? nothing);
}

function reason({ paused, workers, running, slots }) {
  if (paused) {
    return 'paused';
  }
  if (workers === 0) {
    return 'no-worker';
  }
  return running >= slots ? 'all-busy' : 'its-turn';
}

const trouble = queue => {
  const why = reason(queue);
  return why === 'its-turn' ? chip('good', t('queue.works')) : chip(why === 'all-busy' ? 'busy' : 'warn', t(`waits.${why}`));
};

function submit({ type, queue, payload, delay_s: delay }) {
  let read;
  try {
    read = JSON.parse(payload || '{}');
  } catch {
    throw Object.assign(new Error(t('tasks.payload-is-no-json')), { fields: [] });
  }
  return post('api/tasks', { type, payload: read, ...(queue && { queue }), ...(delay && { delay_s: Number(delay) }) });
}

customElements.define('tasks-view', TasksView);
