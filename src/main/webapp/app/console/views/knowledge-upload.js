import { html, nothing } from 'lit';
import { icon } from '../../elements/icon.js';
import { PageElement } from '../../elements/page-element.js';
import { t } from '../../text.js';
import { post } from '../back-end.js';
import '../import-progress.js';
import { button, chip } from '../parts.js';
import { count, size } from '../words.js';

const SHOWN = 100;
const MOST_FILES = 50;
const MOST_BYTES = 20 * 1024 * 1024;

/**
 * Takes files and sends them in batches; each batch becomes a task that imports them, whether or not the page stays open.
 * Sends `imported` when more documents are there. A file here is `waiting`, `sending`, `failed` or `left`; what was
 * accepted is its task's.
 */
export class KnowledgeUpload extends PageElement {
  static properties = {
    collections: {},
    files: { state: true },
    tasks: { state: true },
    accepted: { state: true },
    running: { state: true },
    over: { state: true },
  };

  #stop = null;

  constructor() {
    super();
    Object.assign(this, { collections: [], files: [], tasks: [], accepted: 0, running: false, over: false });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.abort();
  }

  render() {
    return html`
      <div class="upload">
        <label class="drop ${this.over ? 'over' : ''}" @dragover=${this.#hover} @dragleave=${() => (this.over = false)} @drop=${this.#dropped}>
          ${icon('file')} <span>${t('upload.drop')}</span>
          <input type="file" multiple class="sr-only" @change=${event => this.#take(event.target)} />
        </label>
        <label class="choice"><span>${t('knowledge.collection')}</span>
          <select id="upload-collection">${this.collections.map(({ name }) => html`<option>${name}</option>`)}</select></label>
      </div>
      ${this.files.length ? this.#progress() : nothing}
      ${this.tasks.map(task => html`<import-progress .task=${task} @again=${event => this.#instead(task, event.detail)}></import-progress>`)}
    `;
  }

  #hover(event) {
    event.preventDefault();
    this.over = true;
  }

  #dropped(event) {
    event.preventDefault();
    this.over = false;
    this.#add([...event.dataTransfer.files]);
  }

  #take(input) {
    this.#add([...input.files]);
    input.value = ''; // so that the same file can be chosen once more
  }

  #add(files) {
    this.files = [...this.files, ...files.map(file => ({ file, state: 'waiting', said: '', alone: false }))];
    this.#run();
  }

  #with(state) {
    return this.files.filter(entry => entry.state === state);
  }

  async #run() {
    if (this.running) {
      return;
    }
    this.running = true;
    this.#stop = new AbortController();
    for (let next = this.#batch(); next.length && !this.#stop.signal.aborted; next = this.#batch()) {
      await this.#sendBatch(next, this.#stop.signal);
    }
    this.running = false;
  }

  /** Those that wait, as many as go well together; the first one whatever its size. */
  #batch() {
    const batch = [];
    let bytes = 0;
    for (const entry of this.#with('waiting')) {
      bytes += entry.file.size;
      if (batch.length && (bytes > MOST_BYTES || batch.length === MOST_FILES || entry.alone || batch[0].alone)) {
        break;
      }
      batch.push(entry);
    }
    return batch;
  }

  async #sendBatch(batch, signal) {
    this.#tell(batch, 'sending');
    try {
      const { task_id: task } = await post('api/knowledge/upload', this.#form(batch), { signal });
      this.files = this.files.filter(entry => !batch.includes(entry));
      this.accepted += batch.length;
      this.tasks = [...this.tasks, task];
    } catch (failure) {
      this.#refused(batch, failure);
    }
  }

  #refused(batch, failure) {
    if (failure.name === 'AbortError') {
      this.#tell(batch, 'left');
    } else if (failure.status === 413 && batch.length > 1) {
      batch.forEach(entry => (entry.alone = true)); // together they are too much: one may still be small enough
      this.#tell(batch, 'waiting');
    } else {
      this.#tell(batch, 'failed', [failure.message, ...(failure.fields ?? []), failure.fix].filter(Boolean).join(' '));
    }
  }

  #form(batch) {
    const form = new FormData();
    form.append('collection', this.querySelector('#upload-collection')?.value || 'default');
    batch.forEach(({ file }) => form.append('file', file));
    return form;
  }

  #tell(entries, state, said = '') {
    entries.forEach(entry => Object.assign(entry, { state, said }));
    this.files = [...this.files];
  }

  #instead(task, other) {
    this.tasks = this.tasks.map(each => (each === task ? other : each));
  }

  #progress() {
    const failed = this.#with('failed').length;
    const all = this.accepted + this.files.length;
    return html`
      <section class="uploads" aria-label=${t('upload.files')}>
        <p class="row" role="status">
          <progress aria-label=${t('upload.files')} value=${this.accepted} max=${all}></progress>
          ${t('upload.progress', { ended: count(this.accepted), all: count(all), failed: count(failed) })}
          ${this.running ? button(t('upload.stop'), () => this.#halt(), { sign: 'stop', kind: 'small' }) : nothing}
          ${!this.running && failed ? button(t('upload.again'), () => this.#again(), { sign: 'redo', kind: 'small' }) : nothing}
          ${this.running ? nothing : button(t('upload.forget'), () => (this.files = []), { kind: 'small' })}
        </p>
        <ul>
          ${this.files.slice(0, SHOWN).map(
            ({ file, state, said }) => html`<li>
              ${chip(KINDS[state] ?? 'plain', t(`upload.${state}`))} <strong>${file.name}</strong> <span class="quiet">${size(file.size)}</span>
              <span class="reason">${said}</span></li>`,
          )}
        </ul>
      </section>
    `;
  }

  #halt() {
    this.#stop.abort();
    this.#tell(this.#with('waiting'), 'left');
  }

  #again() {
    this.#tell(this.#with('failed'), 'waiting');
    this.#run();
  }
}

const KINDS = { sending: 'busy', failed: 'bad', left: 'warn' };

customElements.define('knowledge-upload', KnowledgeUpload);
