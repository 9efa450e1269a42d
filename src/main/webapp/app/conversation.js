/** The conversation on screen: its turns, and the one answer that may be on its way. */

import { Refusal } from './api.js';
import { call, json } from './caller.js';
import { events } from './event-stream.js';
import { choose, setting } from './settings.js';

const RENDER_MILLIS = 30;

/**
 * An answer: `state` is waiting, streaming, done, stopped or failed; `problem` is a Refusal when failed. A turn is a
 * question with its answers, one for each time it was asked in a row; `shown` is the index of the one on screen.
 */
const newAnswer = () => ({
  state: 'waiting',
  text: '',
  citations: null,
  meta: {},
  usage: null,
  problem: null,
  askedAt: performance.now(),
  tookMillis: null,
});

const kept = message => ({
  ...newAnswer(),
  state: 'done',
  text: message.text,
  citations: message.citations ?? [],
  meta: { mode: message.mode, model: message.model },
});

function turnsOf(messages) {
  const turns = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (message.role === 'user') {
      if (last?.question !== message.text) {
        turns.push({ question: message.text, answers: [], shown: 0 });
      }
    } else if (message.role === 'assistant' && last) {
      last.shown = last.answers.push(kept(message)) - 1;
    }
  }
  return turns;
}

/** Sends `change` whenever something to be shown has changed, and `settled` at an answer's end. */
export class Conversation extends EventTarget {
  id = null;
  title = '';
  turns = [];
  #running = null;
  #telling = null;

  get busy() {
    return this.#running !== null;
  }

  /** Asks a new question. */
  ask(question) {
    const turn = { question, answers: [], shown: 0 };
    this.turns.push(turn);
    return this.#answer(turn, {});
  }

  /** Asks the turn's question once more, past the cache; a failed try makes room for the new one. */
  again(turn) {
    const last = turn.answers.at(-1);
    if (last?.state === 'failed' && last.text === '') {
      turn.answers.pop();
      return this.#answer(turn, {});
    }
    return this.#answer(turn, { cache: { no_cache: true } });
  }

  /** Takes back a failed try: the answer before it is shown again, or the question goes where there was none. */
  drop(turn) {
    turn.answers.pop();
    turn.shown = turn.answers.length - 1;
    if (turn.answers.length === 0) {
      this.turns = this.turns.filter(other => other !== turn);
    }
    choose('unsent', null);
    this.#tell('change');
  }

  stop() {
    this.#running?.abort();
  }

  clear() {
    this.#show(null, '', []);
  }

  async open(id) {
    const found = await json(`api/conversations/${encodeURIComponent(id)}`);
    this.#show(found.id, found.title, turnsOf(found.messages));
  }

  #show(id, title, turns) {
    this.stop();
    Object.assign(this, { id, title, turns });
    this.#tell('change');
  }

  async #answer(turn, options) {
    const answer = newAnswer();
    turn.shown = turn.answers.push(answer) - 1;
    const running = new AbortController();
    this.#running = running;
    choose('unsent', turn.question);
    this.#tell('change');
    try {
      await this.#read({ ...this.#said(turn), ...options }, answer, running.signal);
    } catch (failure) {
      this.#fail(answer, failure);
    } finally {
      answer.tookMillis ??= performance.now() - answer.askedAt;
      this.#running = this.#running === running ? null : this.#running;
      this.#tell('change');
      this.#tell('settled', answer);
    }
  }

  // the server remembers what it has answered in full; of a conversation that it does not know, everything is sent along
  #said({ question }) {
    if (this.id) {
      return { message: question, conversation_id: this.id };
    }
    const earlier = this.turns.slice(0, -1).flatMap(({ question, answers, shown }) => [
      { role: 'user', content: question },
      { role: 'assistant', content: answers[shown]?.text },
    ]);
    if (earlier.some(({ content }) => !content)) {
      return { message: question };
    }
    return earlier.length ? { messages: [...earlier, { role: 'user', content: question }] } : { message: question };
  }

  async #read(said, answer, signal) {
    const body = setting('model') ? { ...said, model: setting('model') } : said;
    const response = await call('api/chat', { method: 'POST', body, accept: 'text/event-stream', signal });
    for await (const event of events(response.body)) {
      if (event.name in this.#takers) {
        this.#takers[event.name](answer, JSON.parse(event.data));
        this.#tellSoon();
      }
    }
    if (answer.state !== 'done') {
      throw Refusal.cutOff();
    }
  }

  #takers = {
    meta: (answer, meta) => {
      answer.meta = meta;
      answer.citations = meta.passages ?? null; // for the numbers in the text, until it is known which are cited
      answer.state = 'streaming';
      choose('unsent', null);
    },
    delta: (answer, delta) => {
      answer.text += delta.text;
    },
    citations: (answer, citations) => {
      answer.citations = citations;
    },
    usage: (answer, usage) => {
      answer.usage = usage;
    },
    done: (answer, { conversation_id: id, cached }) => {
      answer.citations ??= [];
      answer.meta.cached = cached;
      answer.state = 'done';
      this.id = id ?? this.id;
    },
    error: (answer, problem) => {
      throw new Refusal(problem.status, problem);
    },
  };

  #fail(answer, failure) {
    if (failure.name === 'AbortError') {
      answer.state = 'stopped';
      if (answer.text) {
        this.id ??= answer.meta.conversation_id ?? null; // what was read is remembered, and nothing else
      }
      choose('unsent', null); // the reader stopped it: it was sent
      return;
    }
    answer.state = 'failed';
    answer.problem = failure instanceof Refusal ? failure : Refusal.cutOff();
  }

  // a fast model sends more pieces than anybody can read, or a browser should render
  #tellSoon() {
    this.#telling ??= setTimeout(() => this.#tell('change'), RENDER_MILLIS);
  }

  #tell(name, answer) {
    if (name === 'change') {
      clearTimeout(this.#telling);
      this.#telling = null;
    }
    this.dispatchEvent(Object.assign(new Event(name), { answer }));
  }
}
