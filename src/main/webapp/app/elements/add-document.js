import { html, nothing } from 'lit';
import { json } from '../caller.js';
import { t } from '../text.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';
import './problem-card.js';

const TYPES = ['.txt', '.md', '.markdown', '.html', '.htm'];

const titleOf = fileName => fileName.replace(/\.[^.]+$/, '');

/** Adds a text or a file to the knowledge base. Sends `look-up` to try what was added. */
export class AddDocument extends PageElement {
  static properties = {
    file: { state: true },
    refused: { state: true },
    sending: { state: true },
    problem: { state: true },
    added: { state: true },
  };

  constructor() {
    super();
    this.#reset();
  }

  #reset() {
    Object.assign(this, { file: null, refused: '', sending: false, problem: null, added: null });
  }

  /** Opens, with a file where one was dropped on the page. */
  async open(file = null) {
    this.#reset();
    await this.updateComplete;
    this.querySelector('form')?.reset();
    this.querySelector('dialog').showModal();
    if (file) {
      this.#take(file);
    }
  }

  #close = () => this.querySelector('dialog').close();

  #take(file) {
    const known = TYPES.some(ending => file.name.toLowerCase().endsWith(ending));
    this.file = known ? file : null;
    this.refused = known ? '' : t('document.refused', { name: file.name, types: TYPES.join(' ') });
    if (known && !this.#title.value) {
      this.#title.value = titleOf(file.name);
    }
  }

  get #title() {
    return this.querySelector('#title');
  }

  render() {
    return html`
      <dialog class="card" aria-labelledby="add-title">
        <header>
          <h2 id="add-title">${t('document.add')}</h2>
          <button type="button" class="icon-button" aria-label=${t('close')} @click=${this.#close}>${icon('close')}</button>
        </header>
        ${this.added ? this.#done(this.added) : this.#form()}
      </dialog>
    `;
  }

  #form() {
    return html`
      <form @submit=${this.#submit}>
        <label for="title">${t('document.title')}</label>
        <input id="title" maxlength="500" autocomplete="off" autofocus />
        <label class="drop" @dragover=${event => event.preventDefault()} @drop=${this.#dropped}>
          ${icon('file')} <span>${this.file ? this.file.name : t('document.file')}</span>
          <input type="file" class="sr-only" accept=${TYPES.join(',')} @change=${event => this.#take(event.target.files[0])} />
        </label>
        ${this.refused ? html`<p class="reason" role="alert">${this.refused}</p>` : nothing}
        ${this.file
          ? nothing
          : html`<label for="content">${t('document.content')}</label> <textarea id="content" rows="8"></textarea>`}
        ${this.problem ? html`<problem-card .problem=${this.problem}></problem-card>` : nothing}
        <div class="row">
          <button class="button primary" ?disabled=${this.sending}>${this.sending ? t('document.sending') : t('document.send')}</button>
          ${this.file
            ? html`<button type="button" class="button" @click=${() => (this.file = null)}>${t('document.paste')}</button>`
            : nothing}
        </div>
      </form>
    `;
  }

  #dropped(event) {
    event.preventDefault();
    if (event.dataTransfer.files.length > 0) {
      this.#take(event.dataTransfer.files[0]);
    }
  }

  async #submit(event) {
    event.preventDefault();
    const title = this.#title.value.trim();
    const content = this.querySelector('#content')?.value ?? '';
    if (!this.file && (!title || !content.trim())) {
      this.refused = t('document.both');
      return;
    }
    Object.assign(this, { sending: true, problem: null, refused: '' });
    try {
      const added = await json('api/knowledge/add', { method: 'POST', body: this.file ? this.#multipart(title) : { title, content } });
      this.added = { ...added, title: title || this.file.name };
    } catch (problem) {
      this.problem = problem;
    } finally {
      this.sending = false;
    }
  }

  #multipart(title) {
    const form = new FormData();
    form.append('file', this.file);
    if (title) {
      form.append('title', title);
    }
    return form;
  }

  #done({ title, chunks, duplicate_of }) {
    const words = duplicate_of ? t('document.duplicate', { title }) : t('document.added', { title, n: chunks });
    return html`
      <p class="done" role="status">${icon('done')} ${words}</p>
      <div class="row">
        <button type="button" class="button primary" @click=${() => this.#try(title)}>${t('document.try')}</button>
        <button type="button" class="button" @click=${this.#reset}>${t('document.another')}</button>
      </div>
    `;
  }

  #try(title) {
    this.#close();
    this.send('look-up', title);
  }
}

customElements.define('add-document', AddDocument);
