import { html, nothing } from 'lit';
import { t } from '../../text.js';
import { json, patch, post, remove } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { limitFields, limitsIn, limitsOf } from '../limits.js';
import { button, chip, heading, table } from '../parts.js';
import { named, when } from '../words.js';

const ROLES = ['viewer', 'operator', 'admin', 'owner'];

const path = id => `api/users/${encodeURIComponent(id)}`;

/** Who has an account, and what each may do. */
export class UsersView extends ConsoleView {
  async load(signal) {
    const [users, teams] = await Promise.all([
      json('api/users', { signal }),
      this.has('/api/teams') ? json('api/teams', { signal }) : { items: [] },
    ]);
    return { users: users.items, teams: teams.items };
  }

  view({ users, teams }) {
    const team = id => teams.find(each => each.id === id)?.name ?? '–';
    return html`
      ${heading(t('nav.users'), button(t('users.new'), () => this.#new(teams), { sign: 'add' }))}
      ${table(
        t('nav.users'),
        [
          { name: t('sign-in.username'), cell: user => html`<strong>${user.username}</strong> ${user.disabled ? chip('warn', t('users.disabled')) : nothing}<p class="quiet">${user.display_name}</p>` },
          { name: t('users.role'), cell: ({ role }) => named('role', role) },
          { name: t('users.team'), cell: user => team(user.team_id) },
          { name: t('limits'), cell: limitsIn },
          { name: t('users.last-login'), cell: user => when(user.last_login_at) },
          { name: '', kind: 'actions', cell: user => this.#actions(user, teams) },
        ],
        users,
        { empty: t('users.none') },
      )}
    `;
  }

  #actions(user, teams) {
    return html`
      ${button(t('edit'), () => this.#edit(user, teams), { kind: 'small' })}
      ${button(t('users.password'), () => this.#password(user), { kind: 'small' })}
      ${this.has('/api/users/{id}/sessions') ? button(t('users.sign-out'), () => this.#signOut(user), { kind: 'small' }) : nothing}
      ${user.id === this.me.id ? nothing : button(t('delete'), () => this.#delete(user), { kind: 'small danger' })}
    `;
  }

  #fields(teams, now = {}) {
    return [
      { name: 'display_name', label: t('users.display-name'), value: now.display_name ?? '' },
      { name: 'role', label: t('users.role'), value: now.role ?? 'viewer', options: ROLES.map(role => [role, `${t(`role.${role}`)} — ${t(`role.${role}-may`)}`]) },
      { name: 'team_id', label: t('users.team'), value: now.team_id ?? '', options: [['', '–'], ...teams.map(({ id, name }) => [id, name])] },
      ...limitFields(now),
    ];
  }

  #body({ display_name: name, role, team_id: team, ...values }) {
    return { display_name: name || null, role, team_id: team || null, ...limitsOf(values) };
  }

  #new(teams) {
    this.ask({
      title: t('users.new'),
      fields: [
        { name: 'username', label: t('sign-in.username'), required: true },
        { name: 'password', label: t('sign-in.password'), type: 'password', required: true, autocomplete: 'new-password', help: t('setup.password-help') },
        ...this.#fields(teams),
      ],
      submit: t('users.new'),
      run: ({ username, password, ...values }) => post('api/users', { username, password, ...this.#body(values) }),
    });
  }

  #edit(user, teams) {
    this.ask({
      title: t('users.edit', { name: user.username }),
      fields: [...this.#fields(teams, user), { name: 'disabled', label: t('users.disable'), type: 'checkbox', value: user.disabled, help: t('users.disable-help') }],
      submit: t('save'),
      run: ({ disabled, ...values }) => patch(path(user.id), { disabled, ...this.#body(values) }),
    });
  }

  #password({ id, username }) {
    this.ask({
      title: t('users.password-of', { name: username }),
      intro: t('users.password-text'),
      fields: [{ name: 'password', label: t('password.next'), type: 'password', required: true, autocomplete: 'new-password', help: t('setup.password-help') }],
      submit: t('save'),
      run: ({ password }) => patch(path(id), { password }),
    });
  }

  #signOut({ id, username }) {
    this.ask({
      title: t('users.sign-out-of', { name: username }),
      intro: t('users.sign-out-text'),
      submit: t('users.sign-out'),
      run: () => remove(`${path(id)}/sessions`),
    });
  }

  #delete({ id, username }) {
    this.ask({
      title: t('users.delete', { name: username }),
      intro: t('users.delete-text'),
      typed: username,
      danger: true,
      submit: t('delete'),
      run: () => remove(path(id)),
    });
  }
}

customElements.define('users-view', UsersView);
