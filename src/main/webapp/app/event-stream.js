/** Reads text/event-stream, as the HTML standard's section 9.2.6 defines it. */

async function* lines(body) {
  let rest = '';
  for await (const text of chunks(body.pipeThrough(new TextDecoderStream()))) {
    const parts = (rest + text).split(/\r\n|\n|\r(?!$)/); // a final CR may be half of a CRLF
    rest = parts.pop();
    yield* parts;
  }
}

// ReadableStream is not async iterable in every browser
async function* chunks(stream) {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield next.value;
    }
  } finally {
    await reader.cancel().catch(() => {}); // already failed or aborted: nothing is left to cancel
  }
}

function fieldOf(line) {
  const colon = line.indexOf(':');
  if (colon < 0) {
    return [line, ''];
  }
  return [line.slice(0, colon), line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1))];
}

/** Each event as {name, data}; comments are skipped, and so is an event that the stream's end cut short. */
export async function* events(body) {
  let name = 'message';
  let data = [];
  for await (const line of lines(body)) {
    if (line === '') {
      if (data.length > 0) {
        yield { name, data: data.join('\n') };
      }
      name = 'message';
      data = [];
      continue;
    }
    const [field, value] = fieldOf(line);
    if (field === 'event') {
      name = value;
    } else if (field === 'data') {
      data.push(value);
    }
  }
}
