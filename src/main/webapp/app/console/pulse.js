/** One beat for the whole console: whatever is on screen is read again every few seconds, while somebody can see it. */

const BEAT_MILLIS = 5_000;
const STALE_MILLIS = 15_000;

class Pulse extends EventTarget {
  paused = false;
  #freshAt = null;
  #beats = null;

  start() {
    this.#beats ??= setInterval(() => this.#beat(), BEAT_MILLIS);
    document.addEventListener('visibilitychange', () => this.#beat());
  }

  #beat() {
    if (!this.paused && document.visibilityState === 'visible') {
      this.dispatchEvent(new Event('beat'));
    }
  }

  pause(paused) {
    this.paused = paused;
    this.dispatchEvent(new Event('change'));
    this.#beat();
  }

  /** What is on screen has just been read. */
  fresh() {
    this.#freshAt = performance.now();
    this.dispatchEvent(new Event('change'));
  }

  /** Whole seconds since then; null before anything was read. */
  get ageSeconds() {
    return this.#freshAt === null ? null : Math.floor((performance.now() - this.#freshAt) / 1000);
  }

  /** Whether the connection seems to be gone: nobody paused it, and yet it is old. */
  get stale() {
    return !this.paused && this.#freshAt !== null && performance.now() - this.#freshAt > STALE_MILLIS;
  }
}

export const pulse = new Pulse();
