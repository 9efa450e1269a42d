import { html, nothing } from 'lit';
import { address } from '../../api.js';
import '../../elements/code-tabs.js';
import { clients } from '../../snippets.js';
import { language, t } from '../../text.js';
import { json, patch, post, remove } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { limitFields, limitsIn, limitsOf } from '../limits.js';
import { includes } from '../places.js';
import { button, chip, heading, table } from '../parts.js';
import { at, named, seconds, when } from '../words.js';

const SCOPES = ['chat', 'search', 'kb', 'tasks', 'ops', 'admin'];
const DAYS = [['', 'keys.never'], ['30', 'keys.days-30'], ['90', 'keys.days-90'], ['365', 'keys.days-365']];
const OVERLAPS = [['0', 'keys.overlap-none'], ['3600', 'keys.overlap-hour'], ['86400', 'keys.overlap-day'], ['604800', 'keys.overlap-week']];
const DAY_MILLIS = 86_400_000;

const path = id => `api/keys/${encodeURIComponent(id)}`;

const words = text => text.split(/[\s,，]+/).filter(Boolean);

/** One's own keys, and for administrators everybody's. A key's secret is shown once, with ready snippets. */
export class KeysView extends ConsoleView {
  async load(signal) {
    const all = includes(this.me.role, 'admin') && this.query.whose !== 'own';
    const [keys, users, about] = await Promise.all([
      json(`api/keys${all ? '?all=true' : ''}`, { signal }),
      all && this.has('/api/users') ? json('api/users', { signal }) : { items: [] },
      json('api/about', { signal }),
    ]);
    return { keys: keys.items, users: users.items, about };
  }

  view({ keys, users, about }) {
    const owner = id => users.find(user => user.id === id)?.username ?? '';
    return html`
      ${heading(t('nav.keys'), button(t('keys.new'), () => this.#new(about), { sign: 'add' }))}
      ${includes(this.me.role, 'admin')
        ? html`<div class="filters"><label class="check"><input type="checkbox" .checked=${this.query.whose === 'own'}
            @change=${event => this.seek({ whose: event.target.checked ? 'own' : '' })} /> ${t('keys.only-own')}</label></div>`
        : nothing}
      ${table(
        t('nav.keys'),
        [
          { name: t('keys.name'), cell: key => html`<strong>${key.name}</strong> <code>…${key.tail}</code> ${validity(key)}<p class="quiet">${owner(key.user_id)}</p>` },
          { name: t('keys.scopes'), cell: ({ scopes }) => scopes.map(scope => html`<span class="chip plain">${named('scope', scope)}</span> `) },
          { name: t('keys.models'), cell: ({ models }) => (models?.length ? models.join(', ') : t('any')) },
          { name: t('limits'), cell: limitsIn },
          { name: t('keys.expires'), cell: key => (key.expires_at ? when(key.expires_at) : t('keys.never')) },
          { name: t('keys.last-used'), cell: key => html`${when(key.last_used_at)} <span class="quiet">${key.last_used_from}</span>` },
          { name: '', kind: 'actions', cell: key => this.#actions(key, about) },
        ],
        keys,
        { empty: t('keys.none') },
      )}
    `;
  }

  #actions(key, about) {
    return html`
      ${button(t('keys.rotate'), () => this.#rotate(key, about), { kind: 'small' })}
      ${button(t('edit'), () => this.#edit(key), { kind: 'small' })}
      ${button(t('keys.revoke'), () => this.#revoke(key), { kind: 'small danger' })}
    `;
  }

  #fields(now = { scopes: ['chat', 'search'], models: [], ip_allow: [] }) {
    return [
      { name: 'name', label: t('keys.name'), value: now.name ?? '', required: true, help: t('keys.name-help') },
      { name: 'scopes', label: t('keys.scopes'), type: 'choices', value: now.scopes, options: SCOPES.map(scope => [scope, named('scope', scope)]) },
      { name: 'models', label: t('keys.models'), value: (now.models ?? []).join(', '), help: t('keys.models-help') },
      { name: 'ip_allow', label: t('keys.ip-allow'), value: (now.ip_allow ?? []).join(', '), help: t('keys.ip-allow-help') },
      ...limitFields(now),
    ];
  }

  #body({ name, scopes, models, ip_allow: networks, ...values }) {
    return { name, scopes, models: words(models), ip_allow: words(networks), ...limitsOf(values) };
  }

  #new(about) {
    this.ask({
      title: t('keys.new'),
      fields: [...this.#fields(), { name: 'days', label: t('keys.expires'), options: DAYS.map(([days, key]) => [days, t(key)]) }],
      submit: t('keys.new'),
      close: t('keys.saved'),
      run: ({ days, ...values }) =>
        post('api/keys', {
          ...this.#body(values),
          ...(days && { expires_at: new Date(Date.now() + Number(days) * DAY_MILLIS).toISOString() }),
        }),
      done: ({ key }) => secret(key, about, text => this.send('copy-text', text)),
    });
  }

  #rotate(key, about) {
    this.ask({
      title: t('keys.rotate-of', { name: key.name }),
      intro: t('keys.rotate-text'),
      fields: [{ name: 'overlap', label: t('keys.overlap'), value: '86400', options: OVERLAPS.map(([length, name]) => [length, t(name)]) }],
      submit: t('keys.rotate'),
      close: t('keys.saved'),
      run: ({ overlap }) => post(`${path(key.id)}/rotate`, { overlap_seconds: Number(overlap) }),
      done: made => secret(made.key, about, text => this.send('copy-text', text)),
    });
  }

  #edit(key) {
    this.ask({
      title: t('keys.edit', { name: key.name }),
      fields: this.#fields(key),
      submit: t('save'),
      run: values => patch(path(key.id), this.#body(values)),
    });
  }

  #revoke({ id, name, tail }) {
    this.ask({
      title: t('keys.revoke-of', { name }),
      intro: t('keys.revoke-text', { tail }),
      danger: true,
      submit: t('keys.revoke'),
      run: () => remove(path(id)),
    });
  }
}

function validity({ expires_at: end, previous_until: until }) {
  if (end && seconds(end) > 0) {
    return chip('bad', t('keys.expired'));
  }
  return until && seconds(until) < 0 ? html`${chip('busy', t('keys.rotating'))} <span class="quiet">${at(until)}</span>` : nothing;
}

/** The secret, once, with what to do with it. */
function secret(key, { model }, copy) {
  const base = address('').replace(/\/$/, '');
  const all = clients({ base, key, model: model ?? 'steward-extractive', language: language() });
  const codes = { curl: all.curl, Python: all.Python, '.env': `OPENAI_BASE_URL=${base}/v1\nOPENAI_API_KEY=${key}` };
  return html`
    <p>${t('keys.once')}</p>
    <code class="secret">${key}</code>
    <p>${button(t('keys.copy'), () => copy(key), { sign: 'copy' })}</p>
    <code-tabs .codes=${codes} .label=${t('keys.snippets')} @copy-text=${event => event.stopPropagation() ?? copy(event.detail)}></code-tabs>
  `;
}

customElements.define('keys-view', KeysView);
