/** The views by the name of their place. */

import { html } from 'lit';
import './views/cache-view.js';
import './views/config-view.js';
import './views/health-view.js';
import './views/knowledge-view.js';
import './views/overview-view.js';
import './views/tasks-view.js';

export const VIEWS = {
  overview: to => html`<overview-view .query=${to.query} .me=${to.me} .has=${to.has}></overview-view>`,
  tasks: to => html`<tasks-view .subject=${to.subject} .query=${to.query} .me=${to.me}></tasks-view>`,
  knowledge: to => html`<knowledge-view .subject=${to.subject} .query=${to.query} .me=${to.me} .has=${to.has}></knowledge-view>`,
  cache: to => html`<cache-view .query=${to.query}></cache-view>`,
  health: to => html`<health-view .query=${to.query}></health-view>`,
  config: to => html`<config-view .query=${to.query}></config-view>`,
};
