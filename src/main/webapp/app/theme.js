/** Light, dark, or as the system says. The colours themselves are in styles/tokens.css. */

import { changes, choose, setting } from './settings.js';

export const THEMES = ['system', 'light', 'dark'];

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

export const theme = () => setting('theme') ?? 'system';

export const isDark = () => (theme() === 'system' ? systemIsDark.matches : theme() === 'dark');

export const chooseTheme = name => choose('theme', name === 'system' ? null : name);

/** Calls back now and whenever light turns to dark or back. */
export function onTheme(listener) {
  systemIsDark.addEventListener('change', listener);
  changes.addEventListener('theme', listener);
  listener();
}

onTheme(() => {
  const root = document.documentElement;
  if (theme() === 'system') {
    delete root.dataset.theme;
  } else {
    root.dataset.theme = theme();
  }
});
