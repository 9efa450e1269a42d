/**
 * Who is signed in. What proves it is in a cookie that no script can read; the page knows only what it must repeat with
 * each change. Whoever has no account may show an API key instead, and a machine's own server that asks for no key needs
 * to be shown nothing.
 */

import { call, json } from '../api.js';
import { apiKey, choose, setting } from '../settings.js';

const COOKIE_ONLY = { token: '' };

class Session extends EventTarget {
  /** The profile of who signed in; null where nobody did. */
  user = null;
  #csrf = null;
  #renewing = null;

  /** What a request shows beside the cookie. */
  get shown() {
    return this.user ? { ...COOKIE_ONLY, more: { 'X-CSRF-Token': this.#csrf } } : { token: apiKey.value() };
  }

  /** Whether somebody has signed in with this browser and not out, so that it is worth asking who. */
  get begun() {
    return setting('signed-in') !== null;
  }

  /** Whether somebody shows a key or has signed in. */
  get any() {
    return this.user !== null || apiKey.value() !== '';
  }

  /** Looks whether this browser is signed in already. */
  async resume() {
    try {
      this.#keep(await json('api/auth/me', COOKIE_ONLY));
    } catch (refused) {
      if (refused.status === 0 || refused.status >= 500) {
        throw refused; // nobody can tell
      }
      if (refused.status === 401) {
        await this.renew();
      }
    }
  }

  async signIn(username, password) {
    this.#keep(await json('api/auth/login', { ...COOKIE_ONLY, method: 'POST', body: { username, password, session: true } }));
  }

  /** Makes the first administrator, who is then signed in. */
  async setUp(token, username, password) {
    this.#keep(await json('api/auth/setup', { ...COOKIE_ONLY, method: 'POST', body: { token, username, password } }));
  }

  async changePassword(current, next) {
    const body = { current_password: current, new_password: next };
    this.#keep(await json('api/auth/password', { ...this.shown, method: 'PUT', body }));
  }

  /** Shows the password again, for what a stolen session must not do. */
  async confirm(password) {
    await call('api/auth/confirm', { ...this.shown, method: 'POST', body: { password } });
  }

  #keep({ csrf_token: csrf, ...profile }) {
    this.#csrf = csrf;
    this.user = { ...this.user, ...profile };
    choose('signed-in', 'yes');
  }

  /** Shows this key from now on, in this tab. */
  showKey(key) {
    this.user = null;
    apiKey.keep(key, false);
  }

  /** Goes on where the session's short token is over; false where it cannot. Those who ask at once share one answer. */
  renew() {
    this.#renewing ??= this.#renewed().finally(() => (this.#renewing = null));
    return this.#renewing;
  }

  async #renewed() {
    try {
      this.#keep(await json('api/auth/refresh', { ...COOKIE_ONLY, method: 'POST' }));
      return true;
    } catch (refused) {
      if (refused.status === 0) {
        throw refused; // the server is away: the session is not over for that
      }
      return false;
    }
  }

  async signOut() {
    if (this.user) {
      await call('api/auth/logout', { ...this.shown, method: 'POST' }).catch(() => {}); // here it ends in any case
    }
    this.end();
  }

  /** Forgets everything and tells so. */
  end() {
    this.user = null;
    this.#csrf = null;
    choose('signed-in', null);
    apiKey.keep('', false);
    this.dispatchEvent(new Event('end'));
  }
}

export const session = new Session();
