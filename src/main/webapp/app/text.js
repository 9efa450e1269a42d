/**
 * Every text shown, in the reader's language: one JSON dictionary each, under text/. A page with many words of its own
 * names a folder with a second dictionary in `data-words` of its html element.
 */

import { changes, choose } from './settings.js';

export const LANGUAGES = { 'zh-CN': '中文', en: 'English' };

const FOLDERS = ['./', document.documentElement.dataset.words].filter(Boolean);

const dictionaries = new Map();

const read = async (folder, tag) => (await fetch(new URL(`${folder}text/${tag}.json`, import.meta.url))).json();

async function dictionary(tag) {
  if (!dictionaries.has(tag)) {
    dictionaries.set(tag, Object.assign({}, ...(await Promise.all(FOLDERS.map(folder => read(folder, tag))))));
  }
  return dictionaries.get(tag);
}

let words = {};

/** The language now shown, as a tag. */
export const language = () => document.documentElement.lang;

/** The text with this key, its {placeholders} filled in. */
export function t(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

async function speak(tag) {
  words = await dictionary(tag);
  document.documentElement.lang = tag;
  changes.dispatchEvent(new Event('text'));
}

export function chooseLanguage(tag) {
  choose('language', tag);
  return speak(tag);
}

/** How long something took: "38 ms" or "2.1 s". */
export const took = millis => (millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`);

await speak(language()); // chosen by first-paint.js
