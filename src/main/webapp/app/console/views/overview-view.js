import { html, nothing } from 'lit';
import { icon } from '../../elements/icon.js';
import { t } from '../../text.js';
import { json } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { bar, card, chip, heading, line, table } from '../parts.js';
import '../first-steps.js';
import { pulse } from '../pulse.js';
import { count, named, percent, seconds, size, span, when } from '../words.js';

const TOLD_MILLIS = 8_000;
const READ_MILLIS = 15_000;

/** What happened between each two samples that follow each other. */
const steps = (samples, change) => samples.slice(1).map((sample, index) => change(samples[index], sample));

const rate = name => (before, after) =>
  Math.max(0, after[name] - before[name]) / Math.max(1, seconds(before.at, after.at));

const mean = (before, after) => (after.ended > before.ended ? (after.seconds - before.seconds) / (after.ended - before.ended) : 0);

/** The time that a share of what a histogram counted did not exceed; null where nothing was counted. */
function quantile({ bounds = [], counts = [], count: all = 0 } = {}, share) {
  let sum = 0;
  for (const [index, number] of counts.entries()) {
    sum += number;
    if (all > 0 && sum >= share * all) {
      return bounds[Math.min(index, bounds.length - 1)];
    }
  }
  return null;
}

/** "PT1.5S" or 1.5 as seconds. */
const inSeconds = duration =>
  typeof duration === 'string' ? Number(/([\d.]+)S/.exec(duration)?.[1] ?? 0) + 60 * Number(/([\d.]+)M/.exec(duration)?.[1] ?? 0) : duration;

/** The first page: is all well, how much is going on, and what is still to be done. */
export class OverviewView extends ConsoleView {
  #told = -Infinity;
  #read = -Infinity;

  load(signal) {
    this.#read = performance.now();
    return json('admin/api/overview', { signal });
  }

  connectedCallback() {
    super.connectedCallback();
    this.hear('api/events?topics=metrics', ({ name, data }) => name === 'event' && this.#numbers(data));
  }

  /** While the numbers come by themselves, only the checks and the lines have to be asked for. */
  beat() {
    const now = performance.now();
    if (now - this.#told > TOLD_MILLIS || now - this.#read > READ_MILLIS) {
      super.beat();
    }
  }

  /** The stream may come from another instance than what is shown. */
  #numbers(numbers) {
    const { data } = this;
    if (data && numbers.detail?.server_id === data.server_id) {
      const { running, waiting } = numbers.detail.gate;
      const at = new Date().toISOString();
      this.data = { ...data, at, numbers, now: { ...data.now, at, running, waiting, requests: numbers.total_requests } };
      this.#told = performance.now();
      pulse.fresh();
    }
  }

  view(overview) {
    const samples = [...overview.history, overview.now];
    const { detail } = overview.numbers;
    return html`
      ${heading(t('nav.overview'))} ${this.#verdict(overview)}
      <first-steps .me=${this.me} ?model=${detail.models.routes.length > 0}></first-steps>
      ${this.#cards(overview, samples)}
      <div class="lines">
        ${line(t('overview.requests'), steps(samples, rate('requests')), value => t('overview.per-second', { n: count(round(value)) }))}
        ${line(t('overview.time'), steps(samples, mean), span)}
        ${line(t('overview.refused'), steps(samples, (a, b) => b.rate_limited - a.rate_limited + b.busy - a.busy), count)}
        ${line(t('overview.heap'), samples.map(sample => sample.heap_bytes), size)}
      </div>
      ${this.#models(detail.models.routes)} ${this.#machine(overview)}
    `;
  }

  #verdict({ health, at }) {
    const down = health.checks.filter(({ status }) => status !== 'UP').map(({ name }) => named('check', name));
    const well = health.status === 'UP' && health.degradation === 'none';
    const words = well
      ? t('overview.well')
      : [named('degradation', health.degradation), down.length ? t('overview.down', { names: down.join('、') }) : ''].join(' ');
    return html`
      <p class="verdict ${well ? 'good' : health.status === 'UP' ? 'warn' : 'bad'}" role="status">
        ${icon(well ? 'done' : 'warning')} <span>${words} <span class="quiet">${when(at)}</span></span>
        ${well || !this.has('/health') ? nothing : html`<a href="#/health">${t('overview.look')}</a>`}
      </p>
    `;
  }

  #cards({ numbers, now }, samples) {
    const { gate, limiter, cache } = numbers.detail;
    const recent = steps(samples.slice(-2), rate('requests'))[0] ?? 0;
    return html`
      <dl class="cards">
        ${card(t('overview.requests'), t('overview.per-second', { n: count(round(recent)) }), t('overview.in-all', { n: count(numbers.total_requests) }))}
        ${card(t('overview.running'), `${count(now.running)} / ${count(gate.limit)}`, bar(t('overview.running'), now.running, gate.limit), now.running >= gate.limit ? 'warn' : '')}
        ${card(t('overview.waiting'), count(now.waiting), t('overview.busy', { n: count(gate.refused) }), now.waiting > 0 ? 'warn' : '')}
        ${card(t('overview.limited'), count(limiter.refused), t('overview.limit', { limit: count(limiter.limit), clients: count(limiter.clients) }))}
        ${card(t('overview.hits'), percent(numbers.cache_hit_rate), t('overview.entries', { n: count(cache.entries) }))}
        ${card(t('overview.mean'), span(numbers.average_response_time), t('overview.since-start'))}
      </dl>
    `;
  }

  #models(routes) {
    const share = route => quantile(route.total, 0.95);
    return html`
      <section>
        <h2>${t('overview.models')}</h2>
        ${table(
          t('overview.models'),
          [
            { name: t('model'), cell: route => html`<strong>${route.model}</strong> <span class="quiet">${route.provider}</span>` },
            {
              name: t('overview.breaker'),
              cell: ({ breaker }) => chip({ closed: 'good', open: 'bad' }[breaker] ?? 'warn', named('breaker', breaker)),
            },
            { name: t('overview.now'), kind: 'number', cell: route => count(route.in_flight) },
            { name: t('overview.calls'), kind: 'number', cell: route => count(route.calls) },
            {
              name: t('overview.failures'),
              cell: ({ failures }) =>
                Object.entries(failures).map(([code, n]) => html`<div><code>${code}</code> ${count(n)}</div>`),
            },
            { name: t('overview.p95'), kind: 'number', cell: route => (share(route) === null ? '–' : `≤ ${span(inSeconds(share(route)))}`) },
          ],
          routes,
          { empty: html`${t('overview.no-model')} <a href="../api/#model">${t('banner.how')}</a>`, key: route => route.model },
        )}
      </section>
    `;
  }

  #machine({ machine, started_at: started, version, server_id: server, numbers: { detail } }) {
    return html`
      <section>
        <h2>${t('overview.machine', { server })}</h2>
        <dl class="cards">
          ${card(t('overview.heap'), size(machine.heap_bytes), bar(t('overview.heap'), machine.heap_bytes, machine.heap_max_bytes))}
          ${card(t('overview.threads'), count(machine.threads), t('overview.cores', { n: count(machine.cores) }))}
          ${detail.database ? pool(detail.database) : nothing}
          ${card(t('overview.load'), machine.load < 0 ? '–' : count(round(machine.load)), t('overview.load-help'))}
          ${card(t('overview.started'), when(started), t('overview.version', { version }))}
        </dl>
      </section>
    `;
  }
}

/** The pool of connections to the database: who asks while all are in use waits, and is refused at last. */
const pool = ({ in_use: used, max, waited, refused }) =>
  card(
    t('overview.database'),
    `${count(used)} / ${count(max)}`,
    html`${bar(t('overview.database'), used, max)} ${t('overview.database-waited', { waited: count(waited), refused: count(refused) })}`,
    used >= max ? 'warn' : '',
  );

const round = number => Math.round(number * 100) / 100;

customElements.define('overview-view', OverviewView);
