/** Talks to this server as whoever is signed in. */

import { call as plain } from '../api.js';
import { session } from './session.js';

const asked = (path, options) => {
  const { token, more } = session.shown;
  return plain(path, { ...options, token, more: { ...more, ...options.more } });
};

/** As the chat page's call; a session whose token is over is carried on once, and else it ends. */
export async function call(path, options = {}) {
  const signedIn = session.any;
  try {
    return await asked(path, options);
  } catch (refused) {
    if (refused.status !== 401) {
      throw refused;
    }
    if (session.user && (await session.renew())) {
      return asked(path, options);
    }
    if (signedIn) {
      session.end();
    }
    throw refused;
  }
}

/** As call, giving the JSON; null where the answer has none. */
export async function json(path, options) {
  const text = await (await call(path, options)).text();
  return text ? JSON.parse(text) : null;
}

export const post = (path, body = {}, options = {}) => json(path, { ...options, method: 'POST', body });
export const patch = (path, body, more) => json(path, { method: 'PATCH', body, more });
export const put = (path, body, more) => json(path, { method: 'PUT', body, more });
export const remove = (path, more) => json(path, { method: 'DELETE', more });

/** The path with those parameters that say something. */
export function withQuery(path, parameters) {
  const said = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return said.length ? `${path}?${new URLSearchParams(said)}` : path;
}

/** Saves the answer as a file. */
export async function download(path, name, accept) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await (await call(path, { accept })).blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
