import { html } from 'lit';
import { t } from '../../text.js';
import { json, patch, post, put, remove } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { limitFields, limitsIn, limitsOf } from '../limits.js';
import { button, heading, table } from '../parts.js';
import { named } from '../words.js';

const path = id => `api/teams/${encodeURIComponent(id)}`;

/** Users who share limits; one team with its members, by the address. */
export class TeamsView extends ConsoleView {
  async load(signal) {
    const [teams, users] = await Promise.all([json('api/teams', { signal }), json('api/users', { signal })]);
    return { teams: teams.items, users: users.items };
  }

  view({ teams, users }) {
    const team = teams.find(({ id }) => id === this.subject);
    return team ? this.#one(team, users) : this.#list(teams, users);
  }

  #list(teams, users) {
    return html`
      ${heading(t('nav.teams'), button(t('teams.new'), () => this.#edit(null), { sign: 'add' }))}
      <p class="quiet">${t('teams.text')}</p>
      ${table(
        t('nav.teams'),
        [
          { name: t('teams.name'), cell: ({ id, name }) => html`<a href="#/teams/${id}"><strong>${name}</strong></a>` },
          { name: t('teams.members'), kind: 'number', cell: ({ id }) => users.filter(user => user.team_id === id).length },
          { name: t('limits'), cell: limitsIn },
          { name: '', kind: 'actions', cell: team => button(t('edit'), () => this.#edit(team), { kind: 'small' }) },
        ],
        teams,
        { empty: t('teams.none') },
      )}
    `;
  }

  #one(team, users) {
    const members = users.filter(user => user.team_id === team.id);
    const others = users.filter(user => user.team_id !== team.id);
    return html`
      ${heading(
        team.name,
        button(t('edit'), () => this.#edit(team)),
        button(t('teams.add'), () => this.#add(team, others), { sign: 'add', disabled: others.length === 0 }),
        button(t('delete'), () => this.#delete(team), { kind: 'danger' }),
      )}
      <p><a href="#/teams">← ${t('nav.teams')}</a></p>
      <p>${t('limits')}: ${limitsIn(team)}</p>
      ${table(
        t('teams.members'),
        [
          { name: t('sign-in.username'), cell: ({ username }) => html`<strong>${username}</strong>` },
          { name: t('users.role'), cell: ({ role }) => named('role', role) },
          { name: '', kind: 'actions', cell: user => button(t('teams.remove'), () => this.act(() => remove(`${path(team.id)}/members/${user.id}`)), { kind: 'small' }) },
        ],
        members,
        { empty: t('teams.no-members') },
      )}
    `;
  }

  #edit(team) {
    this.ask({
      title: team ? t('teams.edit', { name: team.name }) : t('teams.new'),
      fields: [{ name: 'name', label: t('teams.name'), value: team?.name ?? '', required: true }, ...limitFields(team ?? {})],
      submit: t('save'),
      run: ({ name, ...values }) => {
        const body = { name, ...limitsOf(values) };
        return team ? patch(path(team.id), body) : post('api/teams', body);
      },
    });
  }

  #add(team, others) {
    this.ask({
      title: t('teams.add'),
      fields: [{ name: 'user', label: t('sign-in.username'), options: others.map(({ id, username }) => [id, username]) }],
      submit: t('teams.add'),
      run: ({ user }) => put(`${path(team.id)}/members/${user}`),
    });
  }

  #delete({ id, name }) {
    this.ask({
      title: t('teams.delete', { name }),
      intro: t('teams.delete-text'),
      typed: name,
      danger: true,
      submit: t('delete'),
      run: async () => {
        await remove(path(id));
        location.hash = '#/teams';
      },
    });
  }
}

customElements.define('teams-view', TeamsView);
