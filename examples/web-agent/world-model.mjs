const system = `You plan for a web agent. You see the path of a page, the parts of it that matter, and what was done so far.
Answer with one instruction for the next action, in one sentence that names the element's id. Answer DONE when the goal is reached.`;

/** Says what to do next, from the state of the page. */
export async function planNextStep(client, { goal, path, parts, done }) {
  const state = `Goal: ${goal}\nPath: ${path}\nDone so far: ${done.join(' ') || 'nothing'}\nParts of the page:\n${parts.join('\n')}`;
  const { choices } = await client.chat.completions.create({
    model: 'gpt-4.1-mini',
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: state },
    ],
    temperature: 0,
  });
  return choices[0].message.content;
}
