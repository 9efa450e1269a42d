import { html, nothing } from 'lit';
import { t } from '../../text.js';
import { json, remove } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { button, chip, heading, short, table } from '../parts.js';
import { session as here } from '../session.js';
import { when } from '../words.js';

/** Where one is signed in oneself, and an end to it. */
export class SessionsView extends ConsoleView {
  async load(signal) {
    return here.user ? (await json('api/auth/sessions', { signal })).items : [];
  }

  view(sessions) {
    const others = sessions.some(({ current }) => !current);
    return html`
      ${heading(t('nav.sessions'), others ? button(t('sessions.end-others'), () => this.#endOthers(), { kind: 'danger' }) : nothing)}
      <p class="quiet">${t('sessions.text')}</p>
      ${table(
        t('nav.sessions'),
        [
          { name: t('sessions.with'), cell: each => html`<span title=${each.user_agent ?? nothing}>${short(each.user_agent) || t('sessions.unknown')}</span>
              ${each.current ? chip('good', t('sessions.current')) : nothing}` },
          { name: t('sessions.begun'), cell: each => html`${when(each.created_at)} <span class="quiet">${each.created_from}</span>` },
          { name: t('sessions.last-used'), cell: each => html`${when(each.last_used_at)} <span class="quiet">${each.last_used_from}</span>` },
          { name: t('sessions.expires'), cell: each => when(each.expires_at) },
          { name: '', kind: 'actions', cell: each => button(each.current ? t('sign-out') : t('sessions.end'), () => this.#end(each), { kind: 'small danger' }) },
        ],
        sessions,
        { empty: t('sessions.none') },
      )}
    `;
  }

  #end({ id, current }) {
    if (current) {
      here.signOut();
    } else {
      this.act(() => remove(`api/auth/sessions/${encodeURIComponent(id)}`), t('sessions.ended'));
    }
  }

  #endOthers() {
    this.ask({
      title: t('sessions.end-others'),
      intro: t('sessions.end-others-text'),
      danger: true,
      submit: t('sessions.end-others'),
      run: () => remove('api/auth/sessions'),
    });
  }
}

customElements.define('sessions-view', SessionsView);
