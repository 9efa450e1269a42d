import { html, nothing } from 'lit';
import { PageElement } from '../elements/page-element.js';
import '../elements/problem-card.js';
import { t } from '../text.js';
import { follow } from './live.js';
import { pulse } from './pulse.js';

/**
 * A view of the console: it loads something, shows it, and reads it again at every beat. Those that extend it write
 * `load(signal)` and `view(data)`. `subject` and `query` come from the address.
 */
export class ConsoleView extends PageElement {
  static properties = {
    subject: {},
    query: {},
    me: {},
    has: {},
    data: { state: true },
    problem: { state: true },
  };

  #reading = null;
  #beat = () => this.beat();
  #hearing = null;

  constructor() {
    super();
    this.subject = null;
    this.query = {};
    this.me = {};
    this.has = () => true;
    this.data = null;
    this.problem = null;
  }

  connectedCallback() {
    super.connectedCallback();
    pulse.addEventListener('beat', this.#beat);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    pulse.removeEventListener('beat', this.#beat);
    this.#reading?.abort();
    this.hear(null);
  }

  /** At every beat; a view that is told of changes may leave some out. */
  beat() {
    this.refresh();
  }

  /** Hears the events of this path from now on, instead of those before; see live.js. Null hears nothing. */
  hear(path, action) {
    this.#hearing?.abort();
    this.#hearing = null;
    if (path !== null && this.isConnected) {
      this.#hearing = new AbortController();
      return follow(path, this.#hearing.signal, event => !pulse.paused && action(event));
    }
    return null;
  }

  willUpdate(changed) {
    if (changed.has('subject') || changed.has('query')) {
      this.data = changed.has('subject') ? null : this.data;
      this.refresh();
    }
  }

  /** Reads anew; what is being read already is let go. */
  async refresh() {
    this.#reading?.abort();
    const reading = (this.#reading = new AbortController());
    try {
      const data = await this.load(reading.signal);
      if (!reading.signal.aborted) {
        Object.assign(this, { data, problem: null });
        pulse.fresh();
      }
    } catch (failure) {
      if (failure.name !== 'AbortError' && !reading.signal.aborted) {
        this.problem = failure;
      }
    }
  }

  /** Does something, then shows how things are now. A refusal becomes a note in the corner. */
  async act(action, words = null) {
    try {
      const answer = await action();
      if (words) {
        this.send('toast', { words: typeof words === 'function' ? words(answer) : words });
      }
    } catch (failure) {
      this.send('toast', { words: failure.fix ? `${failure.message} ${failure.fix}` : failure.message });
    }
    await this.refresh();
  }

  /** Asks in a dialog; see form-dialog. */
  ask(form) {
    this.send('ask', { ...form, after: () => this.refresh() });
  }

  /** Changes the part of the address after the question mark. */
  seek(changes) {
    this.send('seek', { ...this.query, ...changes });
  }

  render() {
    if (this.data === null) {
      return this.problem ? this.#refused() : html`<p class="quiet loading" role="status">${t('loading')}</p>`;
    }
    return html`${this.problem ? this.#refused() : nothing} ${this.view(this.data)}`;
  }

  #refused() {
    return html`
      <problem-card .problem=${this.problem} ?retryable=${this.problem.status !== 403} @retry=${() => this.refresh()}></problem-card>
    `;
  }
}
