/** What the server tells by itself. Where no stream passes, what is on screen is read again at every beat all the same. */

import { events } from '../event-stream.js';
import { call } from './back-end.js';

const AGAIN_MILLIS = 3_000;

const pause = (millis, signal) =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => resolve(clearTimeout(timer)), { once: true });
  });

/**
 * Gives every event of a stream to `hear`, as {name, data} with the data read, until that answers true or the signal
 * aborts. A stream that breaks off is opened again; one that is refused is not.
 */
export async function follow(path, signal, hear) {
  while (!signal.aborted) {
    try {
      const { body } = await call(path, { accept: 'text/event-stream', signal });
      for await (const { name, data } of events(body)) {
        if (hear({ name, data: JSON.parse(data) })) {
          return;
        }
      }
    } catch (failure) {
      if (signal.aborted || failure.status >= 400) {
        return;
      }
    }
    await pause(AGAIN_MILLIS, signal);
  }
}

/** As one long breath: at once, and then at most once within the time, the last of many calls included. */
export function seldom(action, millis = 1_000) {
  let waiting = null;
  let last = -Infinity;
  return () => {
    if (waiting === null) {
      const rest = Math.max(0, last + millis - performance.now());
      waiting = setTimeout(() => {
        waiting = null;
        last = performance.now();
        action();
      }, rest);
    }
  };
}
