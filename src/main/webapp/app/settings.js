/** What this browser remembers. Where storage is switched off, choices last as long as the page. */

const PREFIX = 'steward.';

function keeper(storage) {
  const memory = new Map();
  const attempt = (action, otherwise) => {
    try {
      return action(storage());
    } catch {
      return otherwise();
    }
  };
  return {
    get: name =>
      attempt(
        store => store.getItem(PREFIX + name),
        () => memory.get(name) ?? null,
      ),
    set: (name, value) =>
      attempt(
        store => store.setItem(PREFIX + name, value),
        () => memory.set(name, value),
      ),
    remove: name =>
      attempt(
        store => store.removeItem(PREFIX + name),
        () => memory.delete(name),
      ),
  };
}

const lasting = keeper(() => localStorage);
const passing = keeper(() => sessionStorage);

/** Tells of each change with an event named as the setting. */
export const changes = new EventTarget();

/** A setting that survives the browser's restart; null where never chosen. */
export const setting = name => lasting.get(name);

export function choose(name, value) {
  if (value === null || value === '') {
    lasting.remove(name);
  } else {
    lasting.set(name, value);
  }
  changes.dispatchEvent(new Event(name));
}

/** The caller's API key: of this tab only, unless they asked to remember it. */
export const apiKey = {
  value: () => passing.get('key') ?? lasting.get('key') ?? '',
  remembered: () => lasting.get('key') !== null,
  keep(value, remember) {
    passing.remove('key');
    lasting.remove('key');
    if (value) {
      (remember ? lasting : passing).set('key', value);
    }
    changes.dispatchEvent(new Event('key'));
  },
};
