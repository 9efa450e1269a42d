/** Who is behind ids such as `user:…` and `key:…`; only administrators may know, so for others ids stay ids. */

import { json } from './back-end.js';
import { includes } from './places.js';

const KEPT_MILLIS = 60_000;

let kept = { at: -Infinity, who: '', accounts: [] };

/** Every user, team, organisation and key as {account, kind, name}; empty for those who may not know. Kept for a minute. */
export async function accounts(me, signal) {
  if (!includes(me.role, 'admin')) {
    return [];
  }
  if (performance.now() - kept.at > KEPT_MILLIS || kept.who !== me.id) {
    const of = async (path, kind, name) =>
      (await json(path, { signal })).items.map(item => ({ account: `${kind}:${item.id}`, kind, name: name(item) }));
    const found = await Promise.all([
      of('api/users', 'user', ({ username }) => username),
      of('api/teams', 'team', ({ name }) => name),
      of('api/organisations', 'organisation', ({ name }) => name),
      of('api/keys?all=true', 'key', ({ name, tail }) => `${name} …${tail}`),
    ]);
    kept = { at: performance.now(), who: me.id, accounts: found.flat() };
  }
  return kept.accounts;
}

/** Gives names to accounts; what has none stays as it is. */
export function namer(known) {
  const names = new Map(known.map(({ account, name }) => [account, name]));
  return account => names.get(account) ?? account;
}
