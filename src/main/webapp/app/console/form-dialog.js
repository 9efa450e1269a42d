import { html, nothing } from 'lit';
import { icon } from '../elements/icon.js';
import { PageElement } from '../elements/page-element.js';
import '../elements/problem-card.js';
import { t } from '../text.js';

/**
 * One dialog for whatever the console asks. A form is {title, intro?, username?, fields?, typed?, danger?, submit, run, done?, after?}:
 * `run(values)` does it, and may refuse by throwing; `done(answer)` gives what is shown then, else the dialog closes;
 * `typed` is a word that must be typed first, for what cannot be undone; `username` tells whose password is asked for to
 * what keeps passwords.
 * A field is {name, label, type?, value?, options?, help?, required?, rows?, min?, max?, step?, live?}; `live(values)` is shown
 * below it and made anew whenever something is typed. Of type `choices` any number of the options can be chosen.
 */
export class FormDialog extends PageElement {
  static properties = {
    form: { state: true },
    values: { state: true },
    running: { state: true },
    problem: { state: true },
    result: { state: true },
  };

  constructor() {
    super();
    this.form = null;
    this.#reset();
  }

  #reset() {
    Object.assign(this, { values: {}, running: false, problem: null, result: null });
  }

  async open(form) {
    this.#reset();
    this.form = null; // so that no field keeps what was typed into the one before
    await this.updateComplete;
    this.form = form;
    this.values = Object.fromEntries((form.fields ?? []).map(({ name, value = '' }) => [name, value]));
    await this.updateComplete;
    this.querySelector('dialog').showModal();
    this.querySelector('form :is(input, select, textarea)')?.focus();
  }

  #close = () => this.querySelector('dialog').close();

  render() {
    const form = this.form;
    return html`
      <dialog class="card wide" aria-labelledby="form-title" @close=${() => (this.form = null)}>
        ${form
          ? html`
              <header>
                <h2 id="form-title">${form.title}</h2>
                <button type="button" class="icon-button" aria-label=${t('close')} @click=${this.#close}>${icon('close')}</button>
              </header>
              ${this.result ? this.#done() : this.#fields(form)}
            `
          : nothing}
      </dialog>
    `;
  }

  #done() {
    return html`
      <div class="form-done" role="status">${this.result}</div>
      <div class="row"><button type="button" class="button primary" @click=${this.#close}>${this.form.close ?? t('close')}</button></div>
    `;
  }

  #fields(form) {
    const typed = form.typed === undefined || this.values.typed === form.typed;
    return html`
      <form @submit=${this.#submit} @input=${this.#typed} novalidate>
        ${form.intro ? html`<p>${form.intro}</p>` : nothing}
        ${form.username ? html`<input type="text" autocomplete="username" .value=${form.username} hidden />` : nothing}
        ${(form.fields ?? []).map(field => this.#field(field))}
        ${form.typed === undefined
          ? nothing
          : this.#field({ name: 'typed', label: t('confirm.type', { word: form.typed }), autocomplete: 'off' })}
        ${this.problem ? html`<problem-card .problem=${this.problem}></problem-card>` : nothing}
        <div class="row">
          <button class="button ${form.danger ? 'danger' : 'primary'}" ?disabled=${this.running || !typed}>
            ${this.running ? t('running') : form.submit}
          </button>
          <button type="button" class="button" @click=${this.#close}>${t('cancel')}</button>
        </div>
      </form>
    `;
  }

  #field(field) {
    const { name, label, type = 'text', help, live } = field;
    const told = help || live ? `help-${name}` : nothing;
    if (type === 'checkbox') {
      return html`<label class="check">
        <input type="checkbox" name=${name} .checked=${Boolean(field.value)} /> ${label}</label>
        ${help ? html`<p class="quiet">${help}</p>` : nothing}`;
    }
    if (type === 'choices') {
      return html`<fieldset class="choices"><legend>${label}</legend>
        ${field.options.map(
          ([option, words]) => html`<label><input type="checkbox" name=${name} value=${option} data-many
            .checked=${field.value.includes(option)} /> ${words}</label>`,
        )}</fieldset>
        ${help ? html`<p class="quiet">${help}</p>` : nothing}`;
    }
    return html`
      <label for="field-${name}">${label}${field.required ? html` <span class="quiet">${t('required')}</span>` : nothing}</label>
      ${this.#input(field, told)}
      ${told === nothing ? nothing : html`<div class="quiet" id=${told}>${help} ${live ? live(this.values) : nothing}</div>`}
    `;
  }

  #input({ name, type = 'text', value = '', options, rows, min, max, step, autocomplete = 'off' }, told) {
    const id = `field-${name}`;
    if (options) {
      return html`<select id=${id} name=${name} aria-describedby=${told}>
        ${options.map(([option, words]) => html`<option value=${option} ?selected=${String(option) === String(value)}>${words}</option>`)}
      </select>`;
    }
    if (rows) {
      return html`<textarea id=${id} name=${name} rows=${rows} .value=${value} spellcheck="false" aria-describedby=${told}></textarea>`;
    }
    return html`<input id=${id} name=${name} type=${type} .value=${String(value)} min=${min ?? nothing} max=${max ?? nothing}
      step=${step ?? nothing} autocomplete=${autocomplete} spellcheck="false" aria-describedby=${told} />`;
  }

  #typed() {
    this.values = this.#read();
  }

  #read() {
    const inputs = [...this.querySelectorAll('form [name]')];
    const text = ({ type, value }) => (type === 'password' ? value : value.trim());
    const one = input => (input.type === 'checkbox' ? input.checked : text(input));
    const many = name => inputs.filter(input => input.name === name && input.checked).map(({ value }) => value);
    return Object.fromEntries(inputs.map(input => [input.name, 'many' in input.dataset ? many(input.name) : one(input)]));
  }

  async #submit(event) {
    event.preventDefault();
    const values = this.#read();
    const missing = (this.form.fields ?? []).find(({ name, required }) => required && !values[name]);
    if (missing) {
      this.querySelector(`#field-${missing.name}`).focus();
      return;
    }
    Object.assign(this, { running: true, problem: null });
    try {
      const answer = await this.form.run(values);
      this.form.after?.(answer);
      this.result = this.form.done?.(answer) ?? null;
      if (this.result === null) {
        this.#close();
      }
    } catch (problem) {
      this.problem = problem;
    } finally {
      this.running = false;
    }
  }
}

customElements.define('form-dialog', FormDialog);
