import { html, nothing } from 'lit';
import { PageElement } from '../elements/page-element.js';
import '../elements/problem-card.js';
import { t } from '../text.js';
import { json, post } from './back-end.js';
import { follow, seldom } from './live.js';
import { button, chip } from './parts.js';
import { count, named } from './words.js';

const ENDED = ['succeeded', 'dead', 'cancelled'];
const KINDS = { waiting: 'plain', imported: 'good', duplicate: 'plain', failed: 'bad' };
const ORDER = ['failed', 'waiting', 'duplicate', 'imported'];
const SHOWN = 200;

/**
 * The import of some files, by the id of its task: how far it is, what became of each file, and why. Sends `imported` when
 * more documents are there, and `again` with the new task's id when what failed is imported once more.
 */
export class ImportProgress extends PageElement {
  static properties = {
    task: {},
    info: { state: true },
    files: { state: true },
    stage: { state: true },
    problem: { state: true },
  };

  #hearing = null;
  #look = seldom(() => this.#read());

  constructor() {
    super();
    Object.assign(this, { task: null, info: null, files: [], stage: '', problem: null });
  }

  willUpdate(changed) {
    if (changed.has('task')) {
      this.#begin();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#hearing?.abort();
  }

  #begin() {
    this.#hearing?.abort();
    this.#hearing = new AbortController();
    Object.assign(this, { info: null, files: [], stage: '', problem: null });
    follow(`api/tasks/${this.task}/events`, this.#hearing.signal, event => this.#heard(event));
    this.#read();
  }

  #heard({ name, data }) {
    this.stage = data.message ?? this.stage;
    this.#look();
    return name === 'done';
  }

  async #read() {
    const { signal } = this.#hearing;
    try {
      const [info, { files }] = await Promise.all([
        json(`api/tasks/${this.task}`, { signal }),
        json(`api/knowledge/upload/${this.task}`, { signal }),
      ]);
      const more = this.#in('imported', files) > this.#in('imported');
      Object.assign(this, { info, files, problem: null });
      if (more) {
        this.send('imported');
      }
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        this.problem = failure;
      }
    }
  }

  #in(state, files = this.files) {
    return files.filter(({ status }) => status === state).length;
  }

  render() {
    if (this.info === null) {
      return this.problem
        ? html`<problem-card .problem=${this.problem} retryable @retry=${this.#stopped(() => this.#read())}></problem-card>`
        : html`<p class="quiet" role="status">${t('loading')}</p>`;
    }
    const ended = ENDED.includes(this.info.status);
    const waiting = this.#in('waiting');
    const failed = this.#in('failed');
    return html`
      <section class="uploads" aria-label=${t('imports.one')}>
        <p class="row" role="status">
          <progress aria-label=${t('imports.one')} value=${this.files.length - waiting} max=${this.files.length || 1}></progress>
          ${t('imports.progress', { ended: count(this.files.length - waiting), all: count(this.files.length), failed: count(failed) })}
          ${chip(ended ? 'plain' : 'busy', named('task', this.info.status))}
          <span class="quiet">${ended ? nothing : staged(this.stage || this.info.progress?.message)}</span>
        </p>
        ${this.problem ? html`<problem-card .problem=${this.problem}></problem-card>` : nothing}
        ${!ended && this.info.waiting ? html`<p class="verdict warn">${this.info.waiting.text}</p>` : nothing}
        <p class="row">
          ${ended ? nothing : button(t('upload.stop'), () => this.#stop(), { sign: 'stop', kind: 'small', disabled: Boolean(this.info.cancel_requested) })}
          ${ended && failed + waiting > 0 ? button(t('imports.again', { n: count(failed + waiting) }), () => this.#again(), { sign: 'redo', kind: 'small' }) : nothing}
          <a href="#/tasks/${this.task}">${t('upload.follow')}</a>
        </p>
        <ul>
          ${[...this.files]
            .sort((one, other) => ORDER.indexOf(one.status) - ORDER.indexOf(other.status))
            .slice(0, SHOWN)
            .map(file => row(file))}
        </ul>
        ${this.files.length > SHOWN ? html`<p class="quiet">${t('imports.more', { n: count(this.files.length - SHOWN) })}</p>` : nothing}
      </section>
    `;
  }

  // the card's own retry is no business of the page around it
  #stopped = action => event => {
    event.stopPropagation();
    action();
  };

  async #stop() {
    await this.#try(() => post(`api/tasks/${this.task}/cancel`));
    await this.#read();
  }

  #again() {
    return this.#try(async () => {
      const { task_id: id } = await post(`api/knowledge/upload/${this.task}/retry`);
      this.send('again', id);
    });
  }

  async #try(action) {
    try {
      await action();
    } catch (failure) {
      this.problem = failure;
    }
  }
}

/** "parsing · handbook.docx", the stage in the reader's language. */
function staged(message) {
  const [stage, name] = (message ?? '').split(' · ');
  return name ? `${named('stage', stage)} · ${name}` : (message ?? '');
}

const row = ({ name, status, document_id: id, chunks, cause }) => html`
  <li>${chip(KINDS[status] ?? 'plain', named('imports', status))}
    ${id ? html`<a href="#/knowledge/${id}"><strong>${name}</strong></a>` : html`<strong>${name}</strong>`}
    ${chunks ? html`<span class="quiet">${t('upload.passages', { n: count(chunks) })}</span>` : nothing}
    ${cause ? html`<span class="reason">${cause.detail ?? cause.code}</span>` : nothing}</li>
`;

customElements.define('import-progress', ImportProgress);
