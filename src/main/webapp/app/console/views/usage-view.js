import { html, nothing } from 'lit';
import { t } from '../../text.js';
import { download, json, withQuery } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { includes } from '../places.js';
import { accounts, namer } from '../names.js';
import { bar, button, card, choice, heading, line, table, tabs } from '../parts.js';
import { count, percent } from '../words.js';

const DAY_MILLIS = 86_400_000;
const GROUPS = ['day', 'month', 'model', 'key', 'user', 'team', 'day,model', 'hour'];

const day = daysAgo => new Date(Date.now() - daysAgo * DAY_MILLIS).toISOString().slice(0, 10);

/** The uses and, for administrators, everybody's budgets beside each other. */
export const usageTabs = here =>
  tabs(t('nav.usage'), [['#/usage', t('usage.tab'), 'usage'], ['#/usage/budgets', t('usage.tab-budgets'), 'budgets']], here);

/** How the accounts of a column are named in full. */
const KINDS = { key: '', user: 'user:', team: 'team:' };

/** What was used, by whom and of what; one's own or everybody's. */
export class UsageView extends ConsoleView {
  get #asked() {
    const { group_by: group = 'day', days = '30' } = this.query;
    const scope = this.#mayAll && this.query.scope !== 'own' ? 'all' : 'own';
    return { group_by: group, scope, from: day(Number(days)), to: day(0) };
  }

  get #mayAll() {
    return includes(this.me.role, 'operator');
  }

  async load(signal) {
    const [usage, budgets, known] = await Promise.all([
      json(withQuery('api/usage', this.#asked), { signal }),
      this.has('/api/usage/budgets') ? json('api/usage/budgets', { signal }) : null,
      accounts(this.me, signal),
    ]);
    return { usage, budgets, name: namer(known) };
  }

  view({ usage, budgets, name }) {
    const seek = changes => this.seek(changes);
    const { items, totals, currency, more } = usage;
    const groups = this.#asked.group_by.split(',');
    return html`
      ${heading(t('nav.usage'), button(t('usage.csv'), () => this.act(() => this.#save()), { sign: 'down' }))}
      ${includes(this.me.role, 'admin') && this.has('/api/budgets') ? usageTabs('usage') : nothing}
      <div class="filters">
        ${choice(t('usage.range'), 'days', [['', t('usage.days-30')], ['1', t('usage.days-1')], ['7', t('usage.days-7')], ['90', t('usage.days-90')]], this.query, seek)}
        ${choice(t('usage.by'), 'group_by', GROUPS.map(name => [name === 'day' ? '' : name, t(`usage.by.${name.replace(',', '-')}`)]), this.query, seek)}
        ${this.#mayAll ? choice(t('usage.whose'), 'scope', [['', t('usage.all')], ['own', t('usage.own')]], this.query, seek) : nothing}
      </div>
      <dl class="cards">
        ${card(t('overview.requests'), count(totals.requests), t('usage.failed', { n: count(totals.failed) }))}
        ${card(t('usage.tokens'), count(totals.total_tokens), t('usage.in-out', { prompt: count(totals.prompt_tokens), completion: count(totals.completion_tokens) }))}
        ${card(t('overview.hits'), totals.requests ? percent(totals.cached / totals.requests) : '–', count(totals.cached))}
        ${card(t('usage.cost'), `${count(totals.cost)} ${currency}`)}
      </dl>
      ${groups[0] === 'day' && groups.length === 1 ? html`<div class="lines">${line(t('usage.tokens'), items.map(({ total_tokens: n }) => n), count)}${line(t('overview.requests'), items.map(({ requests }) => requests), count)}</div>` : nothing}
      ${budgets ? this.#budgets(budgets, name) : nothing}
      <section><h2>${t('usage.lines')}</h2>
      ${table(
        t('nav.usage'),
        [
          ...groups.map(group => ({ name: t(`usage.by.${group}`), cell: item => grouped(group, item[group], name) })),
          { name: t('overview.requests'), kind: 'number', cell: ({ requests }) => count(requests) },
          { name: t('usage.cached'), kind: 'number', cell: ({ cached }) => count(cached) },
          { name: t('overview.failures'), kind: 'number', cell: ({ failed }) => count(failed) },
          { name: t('usage.prompt'), kind: 'number', cell: item => count(item.prompt_tokens) },
          { name: t('usage.completion'), kind: 'number', cell: item => count(item.completion_tokens) },
          { name: `${t('usage.cost')} (${currency})`, kind: 'number', cell: ({ cost }) => count(cost) },
        ],
        items,
        { empty: t('usage.none'), key: item => groups.map(group => item[group]).join() },
      )}</section>
      ${more ? html`<p class="quiet">${t('usage.more')}</p>` : nothing}
    `;
  }

  #budgets({ items, limits }, named) {
    const most = ({ account, period, unit }) => {
      const limit = limits.find(each => each.account === account) ?? {};
      const name = `${period.length > 7 ? 'daily' : 'monthly'}_${unit === 'token' ? 'tokens' : 'cost_micros'}`;
      return limit[name] || 0;
    };
    const shown = items.filter(item => most(item) > 0).slice(0, 8);
    return shown.length === 0
      ? nothing
      : html`<section><h2>${t('usage.budgets')}</h2><dl class="cards">
          ${shown.map(item => {
            const used = item.held + item.spent;
            return card(`${named(item.account)} · ${item.period}`, percent(used / most(item)), bar(named(item.account), used, most(item)), used >= most(item) ? 'bad' : '');
          })}</dl></section>`;
  }

  #save() {
    return download(withQuery('api/usage', { ...this.#asked, format: 'csv' }), 'usage.csv', 'text/csv');
  }
}

function grouped(group, value, name) {
  if (!value) {
    return '–';
  }
  return group in KINDS ? name(KINDS[group] + value) : html`<code>${value}</code>`;
}

customElements.define('usage-view', UsageView);
