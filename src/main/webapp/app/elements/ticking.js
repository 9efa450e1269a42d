/** Renders its element once a second for as long as something on it counts. */
export class Ticking {
  #host;
  #counts;
  #timer = null;

  constructor(host, counts) {
    this.#host = host;
    this.#counts = counts;
    host.addController(this);
  }

  hostUpdated() {
    if (this.#counts() && this.#timer === null) {
      this.#timer = setInterval(() => this.#tick(), 1000);
    }
  }

  hostDisconnected() {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #tick() {
    if (!this.#counts()) {
      this.hostDisconnected();
    }
    this.#host.requestUpdate();
  }
}
