/** What the console's views are built of. */

import { html, nothing } from 'lit';
import { icon } from '../elements/icon.js';
import { t } from '../text.js';

/** The heading of a view, with its buttons. */
export const heading = (title, ...buttons) => html`
  <div class="view-head"><h1>${title}</h1><div class="row">${buttons}</div></div>
`;

/** A word with a colour that does not say more than the word. Kinds: good, busy, bad, warn, plain. */
export const chip = (kind, words) => html`<span class="chip ${kind}">${words}</span>`;

export const button = (words, action, { kind = '', sign = null, disabled = false } = {}) => html`
  <button type="button" class="button ${kind}" ?disabled=${disabled} @click=${action}>${sign ? icon(sign) : nothing} ${words}</button>
`;

/**
 * A table, which on a phone is a list of cards. A column is {name, cell, kind}; the first one names the row.
 */
export function table(label, columns, rows, { empty = t('list.empty'), key = row => row.id } = {}) {
  if (rows.length === 0) {
    return html`<p class="empty">${empty}</p>`;
  }
  return html`
    <div class="table-box" tabindex="0" role="group" aria-label=${label}>
      <table class="list">
        <thead><tr>${columns.map(({ name, kind = '' }) => html`<th scope="col" class=${kind}>${name}</th>`)}</tr></thead>
        <tbody>
          ${rows.map(
            row => html`<tr data-key=${key(row) ?? nothing}>
              ${columns.map(({ name, cell, kind = '' }) => html`<td class=${kind} data-label=${name}>${cell(row)}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
  `;
}

/** A number on a card, with what it means below it. */
export const card = (title, number, below = nothing, kind = '') => html`
  <div class="card-number ${kind}">
    <dt>${title}</dt>
    <dd>${number}${below === nothing ? nothing : html`<span class="quiet">${below}</span>`}</dd>
  </div>
`;

/** A share of a whole as a bar. */
export const bar = (label, value, most) => html`
  <progress aria-label=${label} value=${Math.min(value, most)} max=${most || 1}></progress>
`;

/** Term and description, row by row; rows without a value are left out. */
export const facts = rows => html`
  <dl class="facts">
    ${rows
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}
  </dl>
`;

const POINTS = 100;

/** A line over time. Its numbers stand in a table behind a button as well. */
export function line(label, values, format = String) {
  const most = Math.max(...values, 0);
  const x = index => (values.length < 2 ? 0 : (index * POINTS) / (values.length - 1));
  const y = value => (most === 0 ? 29 : 29 - (value * 27) / most);
  const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return html`
    <figure class="line">
      <figcaption>${label} <span class="quiet">${t('chart.most', { value: format(most) })}</span></figcaption>
      ${values.length < 2
        ? html`<p class="quiet">${t('chart.none')}</p>`
        : html`<svg viewBox="0 0 ${POINTS} 30" preserveAspectRatio="none" role="img" aria-label=${label}>
            <polyline points=${points} /></svg>`}
    </figure>
  `;
}

/** Parts of the whole text, cut to be read at a glance. */
export const short = (text, most = 80) => (text && text.length > most ? `${text.slice(0, most)}…` : (text ?? ''));

/** Leads from one page of a list to the next; `seek` changes the address. */
export function pager(query, next, seek) {
  if (!query.cursor && !next) {
    return nothing;
  }
  return html`
    <div class="row pager">
      ${query.cursor ? button(t('pager.first'), () => seek({ cursor: '' })) : nothing}
      ${next ? button(t('pager.next'), () => seek({ cursor: next })) : nothing}
    </div>
  `;
}

/** A choice that stands in the address. */
export const choice = (label, name, options, query, seek) => html`
  <label class="choice"><span>${label}</span>
    <select @change=${event => seek({ [name]: event.target.value, cursor: '' })}>
      ${options.map(([value, words]) => html`<option value=${value} ?selected=${value === (query[name] ?? '')}>${words}</option>`)}
    </select></label>
`;

const PATIENCE_MILLIS = 300;
const typing = new WeakMap();

/** A text to search for, which stands in the address a moment after the last key. */
export const search = (label, name, query, seek, type = 'search') => html`
  <label class="choice"><span>${label}</span>
    <input type=${type} .value=${query[name] ?? ''} @input=${({ target }) => {
      clearTimeout(typing.get(target));
      typing.set(
        target,
        setTimeout(() => seek({ [name]: target.value.trim(), cursor: '' }), PATIENCE_MILLIS),
      );
    }} /></label>
`;

/** Views of one place, beside each other. */
export const tabs = (label, choices, current) => html`
  <nav class="tabs" aria-label=${label}>
    ${choices.map(([href, words, name]) => html`<a href=${href} aria-current=${name === current ? 'page' : nothing}>${words}</a>`)}
  </nav>
`;
