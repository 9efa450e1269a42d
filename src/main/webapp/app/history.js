/** The caller's conversations, newest first, page by page. */

import { call, json } from './caller.js';

const PAGE = 30;
const HOLD_MILLIS = 10_000;

/** Sends `change` whenever the list has changed. A deleted conversation can be brought back for ten seconds. */
export class History extends EventTarget {
  items = [];
  problem = null;
  loaded = false;
  #next = null;
  #leaving = new Map();

  constructor() {
    super();
    addEventListener('pagehide', () => this.#leaving.forEach((_, id) => this.#delete(id, { keepalive: true })));
  }

  get hasMore() {
    return this.#next !== null;
  }

  /** The list from its beginning. */
  refresh() {
    return this.#load(null, []);
  }

  more() {
    return this.#load(this.#next, this.items);
  }

  async #load(cursor, before) {
    try {
      const page = await json(`api/conversations?limit=${PAGE}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      this.items = [...before, ...page.items.filter(item => !this.#leaving.has(item.id))];
      this.#next = page.next_cursor ?? null;
      this.problem = null;
    } catch (failure) {
      this.problem = failure;
    }
    this.loaded = true;
    this.#tell();
  }

  async rename(item, title) {
    await call(`api/conversations/${encodeURIComponent(item.id)}`, { method: 'PATCH', body: { title } });
    item.title = title;
    this.#tell();
  }

  /** Hides the conversation now and deletes it in ten seconds; gives what undoes it. */
  remove(item) {
    const place = this.items.indexOf(item);
    this.items = this.items.filter(other => other !== item);
    this.#leaving.set(item.id, setTimeout(() => this.#delete(item.id), HOLD_MILLIS));
    this.#tell();
    return () => {
      clearTimeout(this.#leaving.get(item.id));
      if (this.#leaving.delete(item.id)) {
        this.items = this.items.toSpliced(place, 0, item);
        this.#tell();
      }
    };
  }

  async #delete(id, options = {}) {
    clearTimeout(this.#leaving.get(id));
    this.#leaving.delete(id);
    await call(`api/conversations/${encodeURIComponent(id)}`, { method: 'DELETE', ...options }).catch(failure => {
      this.problem = failure;
      this.#tell();
    });
  }

  /** The conversation as a file's content. */
  async exported(item, format) {
    const answer = await call(`api/conversations/${encodeURIComponent(item.id)}/export?format=${format}`, { accept: '*/*' });
    return answer.blob();
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}
