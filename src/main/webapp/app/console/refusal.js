/**
 * Why the enterprise's server signed nobody in: it sends the browser back to our server, which adds a word to the page's
 * address. Only words of ours have a text; whatever else stands there is shown to nobody.
 */

import { t } from '../text.js';

const WORDS = ['declined', 'expired', 'no-group', 'not-allowed', 'refused', 'unavailable'];

/** The text for the word in the address, which is taken out of it so that it is told once; empty where there is none. */
export function refusal() {
  const word = new URLSearchParams(location.search).get('sign-in');
  if (word === null) {
    return '';
  }
  history.replaceState(null, '', `${location.pathname}${location.hash}`);
  return WORDS.includes(word) ? t(`sign-in.refusal-${word}`) : '';
}
