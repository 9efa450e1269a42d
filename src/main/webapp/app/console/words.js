/** Numbers, times and sizes in the reader's language. */

import { html } from 'lit';
import { language, t } from '../text.js';

const NOTHING = '–';

/** 12,345 */
export const count = number => (number === undefined || number === null ? NOTHING : number.toLocaleString(language()));

/** 62 % */
export const percent = share =>
  share === undefined || share === null
    ? NOTHING
    : share.toLocaleString(language(), { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 });

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];

/** 2.1 MB */
export function size(bytes) {
  if (bytes === undefined || bytes === null) {
    return NOTHING;
  }
  const step = Math.min(SIZES.length - 1, bytes < 1 ? 0 : Math.floor(Math.log(bytes) / Math.log(1024)));
  return (bytes / 1024 ** step).toLocaleString(language(), {
    style: 'unit',
    unit: SIZES[step],
    unitDisplay: 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  });
}

/** "42 s", "3 min", "5 h", "2 d": as long as it took or lasts. */
export function span(seconds) {
  if (seconds === undefined || seconds === null) {
    return NOTHING;
  }
  const [unit, size] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ].find(([, length]) => seconds >= 2 * length) ?? ['second', 1];
  const digits = unit === 'second' && seconds < 10 ? 1 : 0;
  return (seconds / size).toLocaleString(language(), {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  });
}

export const seconds = (from, to = Date.now()) => (new Date(to) - new Date(from)) / 1000;

const relative = () => new Intl.RelativeTimeFormat(language(), { numeric: 'auto', style: 'short' });

function ago(instant) {
  const past = seconds(instant);
  const [unit, size] = [
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
  ].find(([, length]) => Math.abs(past) >= length) ?? ['second', 1];
  return relative().format(-Math.round(past / size), unit);
}

export const moment = instant =>
  new Intl.DateTimeFormat(language(), { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(instant));

/** "3 minutes ago", with the moment itself on hovering. */
export const when = instant =>
  instant ? html`<time datetime=${instant} title=${moment(instant)}>${ago(instant)}</time>` : NOTHING;

/** The moment itself. */
export const at = instant => (instant ? html`<time datetime=${instant}>${moment(instant)}</time>` : NOTHING);

/** The text of a key made at run time; what has no text of ours is shown as the server has it. */
export function named(stem, name) {
  const key = `${stem}.${String(name).replaceAll('_', '-')}`;
  const words = t(key);
  return words === key ? String(name) : words;
}
