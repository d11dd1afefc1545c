const tool = (name, description, properties) => ({
  type: 'function',
  function: {
    name,
    description,
    parameters: { type: 'object', properties, required: Object.keys(properties) },
  },
});

const tools = [
  tool('click', 'Click a link or a button.', {
    id: { type: 'string', description: 'The id of the element' },
  }),
  tool('type', 'Type into a field and press enter.', {
    id: { type: 'string', description: 'The id of the field' },
    text: { type: 'string' },
  }),
  tool('scroll', 'Scroll the page.', { direction: { type: 'string', enum: ['up', 'down'] } }),
];

/** Turns instructions into actions in a browser; remembers the conversation. */
export function actionEngine(client, browser) {
  const messages = [{ role: 'system', content: 'You act in a web page, one tool call at a time.' }];
  return async instruction => {
    messages.push({ role: 'user', content: instruction });
    const { choices } = await client.chat.completions.create({
      model: 'gpt-4.1-mini',
      messages,
      tools,
      tool_choice: 'required',
      parallel_tool_calls: false,
    });
    const { message } = choices[0];
    messages.push(message);
    for (const { id, function: call } of message.tool_calls) {
      const output = browser.actions[call.name](JSON.parse(call.arguments));
      messages.push({ role: 'tool', tool_call_id: id, content: output });
    }
    return messages.at(-1).content;
  };
}
