import { html, nothing } from 'lit';
import { icon } from '../../elements/icon.js';
import { PageElement } from '../../elements/page-element.js';
import { t } from '../../text.js';
import { json } from '../back-end.js';
import { button, chip } from '../parts.js';
import { count, size } from '../words.js';

const SHOWN = 100;

/**
 * Takes files and sends one after the other, so that each succeeds or fails for itself. Sends `uploaded` after each. A
 * file's state is `waiting`, `sending`, `indexed`, `queued`, `duplicate`, `failed` or `left`.
 */
export class KnowledgeUpload extends PageElement {
  static properties = { collections: {}, files: { state: true }, running: { state: true }, over: { state: true } };

  #stop = null;

  constructor() {
    super();
    Object.assign(this, { collections: [], files: [], running: false, over: false });
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
    this.files = [...this.files, ...files.map(file => ({ file, state: 'waiting', said: '' }))];
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
    for (let next = this.#with('waiting')[0]; next && !this.#stop.signal.aborted; next = this.#with('waiting')[0]) {
      await this.#sendOne(next, this.#stop.signal);
      this.send('uploaded');
    }
    this.running = false;
  }

  async #sendOne(entry, signal) {
    this.#tell(entry, 'sending');
    try {
      const added = await json('api/knowledge/add', { method: 'POST', body: this.#form(entry.file), signal });
      const state = added.duplicate_of ? 'duplicate' : added.status;
      this.#tell(entry, state, added.chunks ? t('upload.passages', { n: count(added.chunks) }) : '', added.task_id);
    } catch (failure) {
      if (failure.name === 'AbortError') {
        this.#tell(entry, 'left');
      } else {
        this.#tell(entry, 'failed', [failure.message, ...(failure.fields ?? []), failure.fix].filter(Boolean).join(' '));
      }
    }
  }

  #form(file) {
    const form = new FormData();
    form.append('collection', this.querySelector('#upload-collection')?.value || 'default');
    form.append('file', file);
    return form;
  }

  #tell(entry, state, said = '', task = null) {
    Object.assign(entry, { state, said, task });
    this.files = [...this.files];
  }

  #progress() {
    const ended = this.files.filter(({ state }) => state !== 'waiting' && state !== 'sending').length;
    const failed = this.#with('failed').length;
    return html`
      <section class="uploads" aria-label=${t('upload.files')}>
        <p class="row" role="status">
          <progress aria-label=${t('upload.files')} value=${ended} max=${this.files.length}></progress>
          ${t('upload.progress', { ended: count(ended), all: count(this.files.length), failed: count(failed) })}
          ${this.running ? button(t('upload.stop'), () => this.#halt(), { sign: 'stop' }) : nothing}
          ${!this.running && failed ? button(t('upload.again'), () => this.#again(), { sign: 'redo' }) : nothing}
          ${this.running ? nothing : button(t('upload.forget'), () => (this.files = []))}
        </p>
        <ul>
          ${this.files.slice(-SHOWN).map(
            ({ file, state, said, task }) => html`<li>
              ${chip(KINDS[state] ?? 'plain', t(`upload.${state}`))} <strong>${file.name}</strong> <span class="quiet">${size(file.size)}</span>
              <span>${said}</span> ${task ? html`<a href="#/tasks/${task}">${t('upload.follow')}</a>` : nothing}</li>`,
          )}
        </ul>
      </section>
    `;
  }

  #halt() {
    this.#stop.abort();
    this.#with('waiting').forEach(entry => this.#tell(entry, 'left'));
  }

  #again() {
    this.#with('failed').forEach(entry => this.#tell(entry, 'waiting'));
    this.#run();
  }
}

const KINDS = { sending: 'busy', queued: 'busy', indexed: 'good', failed: 'bad', left: 'warn' };

customElements.define('knowledge-upload', KnowledgeUpload);
