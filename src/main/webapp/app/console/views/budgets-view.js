import { html, nothing } from 'lit';
import { t } from '../../text.js';
import { json, put, remove } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { accounts, namer } from '../names.js';
import { bar, button, heading, table } from '../parts.js';
import { count } from '../words.js';
import { usageTabs } from './usage-view.js';

const AMOUNTS = ['daily_tokens', 'monthly_tokens', 'daily_cost', 'monthly_cost'];

const path = account => `api/budgets/${encodeURIComponent(account)}`;

const words = name => t(`budgets.${name.replace('_', '-')}`);

/** What single keys, users, teams and organisations may use in a day or month; all others have the budgets of the settings. */
export class BudgetsView extends ConsoleView {
  async load(signal) {
    const [budgets, known] = await Promise.all([json('api/budgets', { signal }), accounts(this.me, signal)]);
    return { budgets: budgets.items, known };
  }

  view({ budgets, known }) {
    const name = namer(known);
    const others = known.filter(({ account }) => !budgets.some(budget => budget.account === account));
    return html`
      ${heading(t('nav.usage'), button(t('budgets.new'), () => this.#new(others), { sign: 'add', disabled: others.length === 0 }))}
      ${usageTabs('budgets')}
      <p class="quiet">${t('budgets.text')} ${t('budgets.used-text')}</p>
      ${table(
        t('usage.tab-budgets'),
        [
          { name: t('budgets.account'), cell: ({ account }) => html`<strong>${name(account)}</strong><p class="quiet">${kind(account)}</p>` },
          ...AMOUNTS.map(amount => ({
            name: words(amount),
            kind: 'number',
            cell: budget => used(budget, amount),
          })),
          { name: '', kind: 'actions', cell: budget => this.#actions(budget, name(budget.account)) },
        ],
        budgets,
        { empty: t('budgets.none'), key: ({ account }) => account },
      )}
    `;
  }

  #actions(budget, name) {
    return html`
      ${button(t('edit'), () => this.#edit(budget, name), { kind: 'small' })}
      ${button(t('budgets.remove'), () => this.#remove(budget, name), { kind: 'small danger' })}
    `;
  }

  #fields(now = {}) {
    return AMOUNTS.map(name => ({
      name,
      label: words(name),
      type: 'number',
      min: 0,
      step: name.endsWith('cost') ? 'any' : 1,
      value: now[name] || '',
      help: t('budgets.empty'),
    }));
  }

  #new(others) {
    const choices = others.map(({ account, name }) => [account, `${kind(account)} · ${name}`]);
    this.ask({
      title: t('budgets.new'),
      fields: [{ name: 'account', label: t('budgets.account'), options: choices }, ...this.#fields()],
      submit: t('save'),
      run: ({ account, ...values }) => put(path(account), amounts(values)),
    });
  }

  #edit(budget, name) {
    this.ask({
      title: t('budgets.of', { name }),
      fields: this.#fields(budget),
      submit: t('save'),
      run: values => put(path(budget.account), amounts(values)),
    });
  }

  #remove({ account }, name) {
    this.ask({
      title: t('budgets.remove-of', { name }),
      intro: t('budgets.remove-text'),
      danger: true,
      submit: t('budgets.remove'),
      run: () => remove(path(account)),
    });
  }
}

const kind = account => t(`account.${account.slice(0, account.indexOf(':'))}`);

/** "57,330 / 200,000" with a bar; where there is no limit, nothing is counted. */
function used(budget, amount) {
  const most = budget[amount];
  if (!most) {
    return '–';
  }
  const now = budget.used?.[amount];
  const limit = `${count(most)}${amount.endsWith('cost') ? ` ${budget.currency}` : ''}`;
  return html`${now === undefined ? nothing : html`${count(now)} / `}${limit}
    ${now === undefined ? nothing : bar(words(amount), now, most)}`;
}

const amounts = values => Object.fromEntries(AMOUNTS.map(name => [name, Number(values[name] || 0)]));

customElements.define('budgets-view', BudgetsView);
