import { html, nothing } from 'lit';
import { t } from '../text.js';
import { json, put, remove } from './back-end.js';
import { ConsoleView } from './console-view.js';
import { includes } from './places.js';
import { button, chip } from './parts.js';
import { moment, named, when } from './words.js';

const PATH = 'admin/api/logs/level';
const LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];
const USUAL_MINUTES = 30;
const MOST_MINUTES = 1440;

/** From which level on is logged, and for administrators another one for a while, on all instances. */
class LogLevel extends ConsoleView {
  load(signal) {
    return json(PATH, { signal });
  }

  view({ server_id: id, level, configured, until }) {
    const other = until !== undefined;
    return html`
      <p class="row">
        ${chip(other ? 'warn' : 'plain', level)}
        <span>${other ? html`${t('log-level.until', { id, configured })} ${when(until)}` : t('log-level.configured', { id })}</span>
      </p>
      <p class="quiet">${named('log-level-text', level.toLowerCase())}</p>
      ${includes(this.me.role, 'admin')
        ? html`<p class="row">
            ${button(t('log-level.change'), () => this.#change(other ? level : 'DEBUG'), { kind: 'small' })}
            ${other ? button(t('log-level.reset', { configured }), () => this.#reset(), { kind: 'small' }) : nothing}
          </p>`
        : html`<p class="quiet">${t('log-level.who')}</p>`}
    `;
  }

  #change(level) {
    this.ask({
      title: t('log-level.change'),
      intro: t('log-level.intro'),
      fields: [
        { name: 'level', label: t('log-level'), value: level, options: LEVELS.map(name => [name, `${name} · ${t(`log-level-text.${name.toLowerCase()}`)}`]) },
        { name: 'minutes', label: t('log-level.minutes'), type: 'number', min: 1, max: MOST_MINUTES, step: 1, value: USUAL_MINUTES, required: true, help: t('log-level.minutes-help') },
      ],
      submit: t('log-level.submit'),
      run: ({ level: wanted, minutes }) => put(PATH, { level: wanted, minutes: Number(minutes) }),
      done: ({ level: now, until }) => html`<p>${t('log-level.changed', { level: now, at: moment(until) })}</p>`,
    });
  }

  #reset() {
    return this.act(() => remove(PATH), ({ level }) => t('log-level.was-reset', { level }));
  }
}

customElements.define('log-level', LogLevel);
