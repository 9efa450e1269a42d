/** The views by the name of their place. */

import { html } from 'lit';
import './views/audit-view.js';
import './views/backups-view.js';
import './views/budgets-view.js';
import './views/cache-view.js';
import './views/config-view.js';
import './views/health-view.js';
import './views/instances-view.js';
import './views/keys-view.js';
import './views/knowledge-view.js';
import './views/overview-view.js';
import './views/schedules-view.js';
import './views/sessions-view.js';
import './views/tasks-view.js';
import './views/teams-view.js';
import './views/usage-view.js';
import './views/users-view.js';

export const VIEWS = {
  overview: to => html`<overview-view .query=${to.query} .me=${to.me} .has=${to.has}></overview-view>`,
  tasks: to => html`<tasks-view .subject=${to.subject} .query=${to.query} .me=${to.me}></tasks-view>`,
  schedules: to => html`<schedules-view .subject=${to.subject} .query=${to.query} .me=${to.me}></schedules-view>`,
  knowledge: to => html`<knowledge-view .subject=${to.subject} .query=${to.query} .me=${to.me} .has=${to.has}></knowledge-view>`,
  users: to => html`<users-view .query=${to.query} .me=${to.me} .has=${to.has}></users-view>`,
  teams: to => html`<teams-view .subject=${to.subject} .query=${to.query} .me=${to.me}></teams-view>`,
  keys: to => html`<keys-view .query=${to.query} .me=${to.me} .has=${to.has}></keys-view>`,
  sessions: to => html`<sessions-view .query=${to.query} .me=${to.me}></sessions-view>`,
  usage: to =>
    to.subject === 'budgets'
      ? html`<budgets-view .query=${to.query} .me=${to.me}></budgets-view>`
      : html`<usage-view .query=${to.query} .me=${to.me} .has=${to.has}></usage-view>`,
  cache: to => html`<cache-view .query=${to.query}></cache-view>`,
  instances: to => html`<instances-view .query=${to.query} .me=${to.me} .has=${to.has}></instances-view>`,
  health: to => html`<health-view .query=${to.query}></health-view>`,
  backups: to => html`<backups-view .query=${to.query} .me=${to.me}></backups-view>`,
  config: to => html`<config-view .query=${to.query}></config-view>`,
  audit: to => html`<audit-view .query=${to.query} .me=${to.me}></audit-view>`,
};
