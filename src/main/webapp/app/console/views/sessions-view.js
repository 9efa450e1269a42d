import { html, nothing } from 'lit';
import { address } from '../../api.js';
import { t } from '../../text.js';
import { json, remove } from '../back-end.js';
import { ConsoleView } from '../console-view.js';
import { button, chip, heading, short, table } from '../parts.js';
import { session as here } from '../session.js';
import { when } from '../words.js';

/** Nothing more happens on this page. */
const leave = () => {
  location.assign(address('api/auth/oidc/start?page=console'));
  return new Promise(() => {});
};

/** Where one is signed in oneself, and an end to it. */
export class SessionsView extends ConsoleView {
  async load(signal) {
    return here.user ? json('api/auth/sessions', { signal }) : { items: [] };
  }

  view({ items: sessions }) {
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
    const end = () => remove(`api/auth/sessions/${encodeURIComponent(id)}`);
    if (current) {
      here.signOut();
    } else if (this.data.confirm) {
      this.#ask({ title: t('sessions.end-one'), submit: t('sessions.end') }, end);
    } else {
      this.act(end, t('sessions.ended'));
    }
  }

  #endOthers() {
    const form = { title: t('sessions.end-others'), intro: t('sessions.end-others-text'), submit: t('sessions.end-others') };
    this.#ask(form, () => remove('api/auth/sessions'));
  }

  /** Asks, and for what the server wants to be shown first, which is nothing for some minutes after a sign-in. */
  #ask(form, end) {
    const { confirm } = this.data;
    if (confirm === 'sign_in') {
      this.ask({ title: form.title, intro: t('sessions.again-text'), submit: t('sessions.again'), run: leave });
      return;
    }
    const password = { name: 'password', label: t('sign-in.password'), type: 'password', autocomplete: 'current-password', required: true };
    this.ask({
      danger: true,
      ...form,
      username: confirm && here.user.username,
      fields: confirm ? [{ ...password, help: t('sessions.password-help') }] : [],
      run: async values => {
        if (confirm) {
          await here.confirm(values.password);
        }
        await end();
      },
    });
  }
}

customElements.define('sessions-view', SessionsView);
