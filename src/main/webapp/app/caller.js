/** Talks to this server as whoever asks: with their session, their key, or nothing. */

import { call as plain } from './api.js';
import { session } from './console/session.js';

const asked = (path, options) => {
  const { token, more } = session.shown;
  return plain(path, { ...options, token, more: { ...more, ...options.more } });
};

/** Whether another page, or the enterprise's, has signed this browser in: then a change lacks what this page must repeat. */
async function signedInElsewhere() {
  await session.resume().catch(() => {}); // then it stays with the first answer
  return session.user !== null;
}

/** As api.js has it; a session whose short token is over is carried on once, and else it ends. */
export async function call(path, options = {}) {
  try {
    return await asked(path, options);
  } catch (refused) {
    if (refused.status === 401 && session.user) {
      if (await session.renew()) {
        return asked(path, options);
      }
      session.end();
    }
    if (refused.status === 403 && !session.any && (await signedInElsewhere())) {
      return asked(path, options);
    }
    throw refused;
  }
}

/** As call, giving the JSON. */
export const json = async (path, options) => (await call(path, options)).json();
