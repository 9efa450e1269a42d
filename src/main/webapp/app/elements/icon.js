import { html, svg } from 'lit';

const SHAPES = {
  add: svg`<path d="M12 5v14M5 12h14"/>`,
  back: svg`<path d="m14 6-6 6 6 6"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  copy: svg`<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h9"/>`,
  code: svg`<path d="m8 8-4 4 4 4M16 8l4 4-4 4"/>`,
  done: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  down: svg`<path d="M12 5v14m-6-6 6 6 6-6"/>`,
  edit: svg`<path d="M4 20h4L19 9l-4-4L4 16z"/>`,
  file: svg`<path d="M13 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V9z"/><path d="M13 3v6h6M9 14h6M9 17h4"/>`,
  forth: svg`<path d="m10 6 6 6-6 6"/>`,
  info: svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8h.01"/>`,
  menu: svg`<path d="M4 7h16M4 12h16M4 17h16"/>`,
  moon: svg`<path d="M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5z"/>`,
  more: svg`<path d="M6 12h.01M12 12h.01M18 12h.01" stroke-width="2.8"/>`,
  quote: svg`<path d="M5 15V8a2 2 0 0 1 2-2h6M19 9v7a2 2 0 0 1-2 2h-6"/>`,
  redo: svg`<path d="M19 12a7 7 0 1 1-2-4.9L19 9M19 4v5h-5"/>`,
  search: svg`<circle cx="11" cy="11" r="6"/><path d="m15.5 15.5 4.5 4.5"/>`,
  send: svg`<path d="M12 19V5M6 11l6-6 6 6"/>`,
  settings: svg`<path d="M4 8h9M19 8h1M4 16h1M11 16h9"/><circle cx="16" cy="8" r="2.6"/><circle cx="8" cy="16" r="2.6"/>`,
  stop: svg`<rect x="7" y="7" width="10" height="10" rx="2" fill="currentColor"/>`,
  sun: svg`<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4M18.4 5.6 17 7M7 17l-1.4 1.4"/>`,
  warning: svg`<path d="M12 4 3 20h18z"/><path d="M12 10v4M12 17h.01"/>`,
};

/** A line drawing in the colour of the text; the words beside it, or its button's label, say what it means. */
export const icon = name => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${SHAPES[name]}</svg>`;
