/** What a key, a user or a team may use at most: as fields of a form, and as text. */

import { t } from '../text.js';
import { count } from './words.js';

const NAMES = ['rpm', 'tpm', 'max_concurrent'];

export const limitFields = (now = {}) =>
  NAMES.map(name => ({ name, label: t(`limit.${name.replace('_', '-')}`), type: 'number', min: 1, value: now[name] ?? '', help: t('limit.empty') }));

/** The values of those fields as the API takes them: null for no limit. */
export const limitsOf = values => Object.fromEntries(NAMES.map(name => [name, values[name] === '' ? null : Number(values[name])]));

export function limitsIn(now) {
  const set = NAMES.filter(name => now[name]);
  return set.length ? set.map(name => `${t(`limit.${name.replace('_', '-')}`)} ${count(now[name])}`).join(' · ') : '–';
}
