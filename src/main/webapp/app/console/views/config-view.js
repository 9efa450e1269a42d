import { html, nothing } from 'lit';
import { t } from '../../text.js';
import { json } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { button, chip, heading, table } from '../parts.js';

const GROUPS = ['required', 'common', 'advanced'];
const BEATS = 12; // settings change with a restart only

/** Every setting with its value and where that came from. Nothing can be changed here: the environment is the one truth. */
export class ConfigView extends ConsoleView {
  #beats = 0;
  #kept = null;

  async load(signal) {
    if (!this.#kept || this.#beats++ % BEATS === 0) {
      this.#kept = await json('admin/api/config', { signal });
    }
    return this.#kept;
  }

  view(configuration) {
    const { q = '', show = 'all' } = this.query;
    const found = configuration.settings.filter(
      setting => matches(setting, q.toLowerCase()) && (show !== 'changed' || setting.changed),
    );
    return html`
      ${heading(t('nav.config'), button(t('config.export'), () => this.#export(configuration)))}
      <p class="quiet">${t('config.text', { profile: configuration.profile })}</p>
      ${this.#problems(configuration.problems)}
      <form class="filters" role="search" @submit=${event => event.preventDefault()}>
        <label><span class="sr-only">${t('config.search')}</span>
          <input type="search" placeholder=${t('config.search')} .value=${q} @input=${event => this.seek({ q: event.target.value })} /></label>
        <label class="check"><input type="checkbox" .checked=${show === 'changed'}
          @change=${event => this.seek({ show: event.target.checked ? 'changed' : '' })} /> ${t('config.changed')}</label>
      </form>
      ${found.length === 0 ? html`<p class="empty">${t('config.none')}</p>` : GROUPS.map(name => this.#group(name, found))}
    `;
  }

  #problems(problems) {
    return problems.map(
      ({ severity, name, rule, fix }) => html`
        <p class="verdict ${severity === 'error' ? 'bad' : 'warn'}"><span><code>${name}</code> ${rule}${fix ? html` → ${fix}` : nothing}</span></p>
      `,
    );
  }

  #group(name, settings) {
    const members = settings.filter(({ group }) => group === name);
    if (members.length === 0) {
      return nothing;
    }
    return html`
      <section>
        <h2>${t(`config.group.${name}`)}</h2>
        ${table(
          t(`config.group.${name}`),
          [
            { name: t('config.name'), cell: setting => html`<code>${setting.name}</code><p class="quiet">${setting.help}</p>` },
            { name: t('config.value'), cell: setting => value(setting) },
            { name: t('config.source'), cell: source },
          ],
          members,
          { key: setting => setting.name },
        )}
      </section>
    `;
  }

  #export({ settings }) {
    const lines = settings.filter(({ changed }) => changed).map(({ name, value }) => `${name}=${value}`);
    this.send('copy-text', lines.join('\n'));
  }
}

const matches = ({ name, help }, words) => name.toLowerCase().includes(words) || help.toLowerCase().includes(words);

const value = ({ value, unit, secret, shape }) => html`
  <span class="setting-value" title=${shape}>${value === '' ? '–' : html`<code>${value}</code>`} ${value && unit ? unit : nothing}</span>
  ${secret && value ? html`<span class="quiet">${t('config.hidden')}</span>` : nothing}
`;

const source = ({ changed, source: kind, source_text: words, normally }) =>
  changed || kind === 'preset'
    ? html`${chip(changed ? 'busy' : 'plain', words)} <p class="quiet">${t('config.normally', { value: normally || '–' })}</p>`
    : html`<span class="quiet">${words}</span>`;

customElements.define('config-view', ConfigView);
