/** Talks to this server: every address is relative to where the page came from, so any context root works. */

import { apiKey } from './settings.js';
import { language, t } from './text.js';

const ROOT = new URL('../', import.meta.url);

/** The absolute address of a path of this server. */
export const address = path => new URL(path, ROOT).href;

/** An answer other than 2xx, or none at all (status 0). Its text is fit to be shown; `answer` is all it said. */
export class Refusal extends Error {
  constructor(status, problem, retryAfterSeconds = null) {
    super(problem.detail || problem.title || t('problem.status', { status }));
    this.name = 'Refusal';
    this.status = status;
    this.code = problem.code ?? '';
    this.fix = problem.fix ?? '';
    this.requestId = problem.request_id ?? '';
    this.fields = (problem.errors ?? []).map(error => `${error.field}: ${error.detail ?? error.rule}`);
    this.answer = problem;
    this.retryAfterSeconds = problem.retry_after ?? retryAfterSeconds;
  }

  static unreachable() {
    return new Refusal(0, { code: 'unreachable', detail: t('problem.unreachable'), fix: t('problem.unreachable.fix') });
  }

  static cutOff() {
    return new Refusal(0, { code: 'cut_off', detail: t('problem.cut-off') });
  }
}

async function refusal(answer) {
  const wait = Number.parseInt(answer.headers.get('Retry-After'), 10);
  const problem = await answer.json().catch(() => ({}));
  return new Refusal(answer.status, problem, Number.isNaN(wait) ? null : wait);
}

function headers(accept, body, token, more) {
  const all = { Accept: accept, 'Accept-Language': language(), ...more };
  if (token) {
    all.Authorization = `Bearer ${token}`;
  }
  if (body && !(body instanceof FormData)) {
    all['Content-Type'] = 'application/json';
  }
  return all;
}

/**
 * The response when it is a good one; else throws a Refusal, or AbortError when stopped by the signal. `token` is what the
 * caller shows: their API key unless said otherwise.
 */
export async function call(path, options = {}) {
  const { method = 'GET', body, accept = 'application/json', signal, keepalive, token = apiKey.value(), more } = options;
  const request = {
    method,
    signal,
    keepalive,
    headers: headers(accept, body, token, more),
    body: body && !(body instanceof FormData) ? JSON.stringify(body) : body,
  };
  const answer = await fetch(address(path), request).catch(failure => {
    throw failure.name === 'AbortError' ? failure : Refusal.unreachable();
  });
  if (!answer.ok) {
    throw await refusal(answer);
  }
  return answer;
}

/** As call, giving the JSON. */
export const json = async (path, options) => (await call(path, options)).json();
