import { html, nothing } from 'lit';
import { PageElement } from '../elements/page-element.js';
import { post } from './back-end.js';
import { t } from '../text.js';
import { at } from './words.js';

const PATIENCE_MILLIS = 250;

/** What a schedule's expression means, and its next five times; asked anew a moment after the last key. */
export class CronPreview extends PageElement {
  static properties = { cron: {}, zone: {}, answer: { state: true }, problem: { state: true } };

  #waiting = null;

  constructor() {
    super();
    Object.assign(this, { cron: '', zone: '', answer: null, problem: null });
  }

  willUpdate(changed) {
    if (changed.has('cron') || changed.has('zone')) {
      clearTimeout(this.#waiting);
      this.#waiting = setTimeout(() => this.#ask(), PATIENCE_MILLIS);
    }
  }

  async #ask() {
    const asked = `${this.cron} ${this.zone}`;
    try {
      const answer = this.cron ? await post('api/schedules/preview', { cron: this.cron, zone: this.zone || 'UTC' }) : null;
      if (asked === `${this.cron} ${this.zone}`) {
        Object.assign(this, { answer, problem: null });
      }
    } catch (problem) {
      Object.assign(this, { answer: null, problem });
    }
  }

  render() {
    if (this.problem) {
      return html`<span class="reason" role="alert">${[...this.problem.fields, this.problem.message][0]}</span>`;
    }
    if (!this.answer) {
      return nothing;
    }
    return html`<span role="status">${this.answer.words}</span>
      <ol class="next" aria-label=${t('schedules.next')}>${this.answer.next.map(moment => html`<li>${at(moment)}</li>`)}</ol>`;
  }
}

customElements.define('cron-preview', CronPreview);
