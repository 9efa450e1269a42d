import { html, nothing } from 'lit';
import { t } from '../text.js';
import { icon } from './icon.js';
import { PageElement } from './page-element.js';
import { Ticking } from './ticking.js';

/** Says what went wrong, what mends it and, where that helps, how long to wait. Sends `retry`. */
export class ProblemCard extends PageElement {
  static properties = { problem: {}, retryable: { type: Boolean } };

  #since = 0;

  constructor() {
    super();
    this.problem = null;
    this.retryable = false;
    new Ticking(this, () => this.#secondsLeft() > 0);
  }

  willUpdate(changed) {
    if (changed.has('problem')) {
      this.#since = performance.now();
    }
  }

  #secondsLeft() {
    const passed = (performance.now() - this.#since) / 1000;
    return Math.max(0, Math.ceil((this.problem?.retryAfterSeconds ?? 0) - passed));
  }

  render() {
    const problem = this.problem;
    if (!problem) {
      return nothing;
    }
    return html`
      <div class="problem" role="alert">
        ${icon('warning')}
        <div>
          <p>${this.#sentence(problem)}</p>
          ${(problem.fields ?? []).map(field => html`<p class="quiet">${field}</p>`)}
          ${problem.fix ? html`<p class="quiet">${problem.fix}</p>` : nothing}
          ${problem.requestId ? html`<p class="quiet">${t('problem.request', { id: problem.requestId })}</p>` : nothing}
          <div class="row">${problem.status === 401 ? this.#keyButton() : nothing} ${this.#retryButton()}</div>
        </div>
      </div>
    `;
  }

  #sentence({ status, message }) {
    const seconds = this.#secondsLeft();
    return status === 429 && seconds > 0 ? t('problem.too-fast', { seconds }) : message;
  }

  #keyButton() {
    return html`<button type="button" class="button" @click=${() => this.send('need-key')}>${t('problem.key')}</button>`;
  }

  #retryButton() {
    if (!this.retryable) {
      return nothing;
    }
    const seconds = this.#secondsLeft();
    return html`
      <button type="button" class="button retry" ?disabled=${seconds > 0} @click=${() => this.send('retry')}>
        ${icon('redo')} ${seconds > 0 ? t('problem.retry-in', { seconds }) : t('problem.retry')}
      </button>
    `;
  }
}

customElements.define('problem-card', ProblemCard);
