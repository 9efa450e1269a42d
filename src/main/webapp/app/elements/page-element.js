import { LitElement } from 'lit';
import { changes } from '../settings.js';

/**
 * An element of our pages. It renders into the page itself rather than into a shadow: one style sheet, one focus order,
 * one find-in-page. It renders anew when the language changes.
 */
export class PageElement extends LitElement {
  #again = () => this.requestUpdate();

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    changes.addEventListener('text', this.#again);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    changes.removeEventListener('text', this.#again);
  }

  /** Sends an event up the page. */
  send(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
