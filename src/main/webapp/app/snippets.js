/** Calls to paste, in four languages, with this server's own address. */

const QUESTION = { 'zh-CN': '年假怎么算？', en: 'What does a 429 mean?' };
const TITLE = { 'zh-CN': '差旅报销', en: 'Travel expenses' };
const CONTENT = { 'zh-CN': '报销须在回程后 30 天内提交。', en: 'Claims are due within 30 days of the return.' };

const quoted = value => JSON.stringify(value);

function curl(path, { key, data, headers = [] }) {
  const parts = [`curl -s ${path}`];
  if (key) {
    parts.push(`-H "Authorization: Bearer ${key}"`);
  }
  parts.push(...headers.map(header => `-H '${header}'`));
  if (data) {
    parts.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(data)}'`);
  }
  return parts.join(' \\\n  ');
}

/** First calls by curl. `key` is empty where this server asks for none. */
export const firstCalls = ({ base, key, language }) => ({
  chat: curl(`${base}/api/chat`, { key, data: { message: QUESTION[language] } }),
  stream: curl(`-N ${base}/api/chat`, {
    key,
    headers: ['Accept: text/event-stream'],
    data: { message: QUESTION[language] },
  }),
  search: curl(`-G ${base}/api/knowledge/search --data-urlencode 'q=${QUESTION[language]}'`, { key }),
  add: curl(`${base}/api/knowledge/add`, { key, data: { title: TITLE[language], content: CONTENT[language] } }),
});

/** What a stream looks like on the wire. */
export const STREAM = `event: meta
data: {"request_id":"…","mode":"extractive","model":"…","cached":false,"conversation_id":"…","passages":[…]}

event: delta
data: {"id":2,"text":"…"}

event: citations
data: [{"n":1,"document_id":"…","title":"…","chunk_id":"…","start":42,"end":81,"score":0.82}]

event: usage
data: {"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}

event: done
data: {"conversation_id":"…","saved":true,"cached":false,"request_id":"…"}`;

/** The official OpenAI clients, changed in nothing but the base URL. */
export const clients = ({ base, key, model, language }) => {
  const question = QUESTION[language];
  const secret = key || 'none';
  return {
    curl: curl(`-N ${base}/v1/chat/completions`, {
      key,
      data: { model, stream: true, messages: [{ role: 'user', content: question }] },
    }),
    Python: `# pip install openai
from openai import OpenAI

client = OpenAI(base_url=${quoted(`${base}/v1`)}, api_key=${quoted(secret)})
stream = client.chat.completions.create(
    model=${quoted(model)},
    messages=[{"role": "user", "content": ${quoted(question)}}],
    stream=True,
)
for chunk in stream:
    for choice in chunk.choices:
        print(choice.delta.content or "", end="", flush=True)`,
    JavaScript: `// npm install openai
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: ${quoted(`${base}/v1`)}, apiKey: ${quoted(secret)} });
const stream = await client.chat.completions.create({
  model: ${quoted(model)},
  messages: [{ role: 'user', content: ${quoted(question)} }],
  stream: true,
});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta?.content ?? '');
}`,
    Java: `// com.openai:openai-java
var client = OpenAIOkHttpClient.builder()
        .baseUrl(${quoted(`${base}/v1`)})
        .apiKey(${quoted(secret)})
        .build();
var question = ChatCompletionCreateParams.builder()
        .model(${quoted(model)})
        .addUserMessage(${quoted(question)})
        .build();
try (var stream = client.chat().completions().createStreaming(question)) {
    stream.stream()
            .flatMap(chunk -> chunk.choices().stream())
            .flatMap(choice -> choice.delta().content().stream())
            .forEach(System.out::print);
}`,
  };
};

/** The three variables for each kind of model. */
export const PROVIDERS = {
  DeepSeek: ['https://api.deepseek.com/v1', 'sk-…', 'deepseek-chat'],
  'Volcano Ark · 火山方舟': ['https://ark.cn-beijing.volces.com/api/v3', '…', 'ep-…'],
  Ollama: ['http://127.0.0.1:11434/v1', 'ollama', 'qwen2.5:7b'],
};

export const variables = ([url, key, model]) =>
  `export LLM_BASE_URL=${url}\nexport LLM_API_KEY=${key}\nexport LLM_MODEL=${model}\n./start.sh dev`;
