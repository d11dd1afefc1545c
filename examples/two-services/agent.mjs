/**
 * An agent that has another service do a part of its work, once over fetch and once over http.
 *
 *     node --import ./telemetry.mjs service.mjs
 *     node --import ./telemetry.mjs agent.mjs http://127.0.0.1:…
 *
 * The whole run is the sum over its leaf spans, in whichever service they are; in Tempo:
 *
 *     { span.agent.run.id = "…" && span.llm.token_source != nil } | sum(span.total_llm_tokens)
 */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { agentRun } from '@lavague-tokens/otel';
import OpenAI from 'openai';

const service = process.argv[2];
const client = new OpenAI();

const overFetch = async body => (await fetch(service, { method: 'POST', body })).text();
const overHttp = body =>
  new Promise((resolve, reject) => {
    request(service, { method: 'POST' }, response => text(response).then(resolve, reject))
      .on('error', reject)
      .end(body);
  });

await agentRun('researcher', async run => {
  const { choices } = await client.chat.completions.create({
    model: 'gpt-4o',
    messages: [{ role: 'user', content: 'Describe a tent for two.' }],
  });
  const report = choices[0].message.content;
  await Promise.all([overFetch(report), overHttp(report)]);
  console.log(`run ${run.id}: ${run.totals.total_llm_tokens} tokens in this process`);
});
