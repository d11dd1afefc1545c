/** Checks the outcome through the Responses API. */
export async function check(client, goal, browser) {
  const { output_text } = await client.responses.create({
    model: 'gpt-4.1-mini',
    instructions: 'Say in one sentence whether the goal is reached.',
    input: `Goal: ${goal}\nPage:\n${browser.html}`,
  });
  return output_text;
}

/** Tells the user, word by word. */
export async function tell(client, goal, verdict, write) {
  const stream = await client.chat.completions.create({
    model: 'gpt-4.1-mini',
    messages: [
      {
        role: 'user',
        content: `You were asked: ${goal}\nOutcome: ${verdict}\nTell the user in two short sentences.`,
      },
    ],
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const { choices } of stream) write(choices[0]?.delta.content ?? '');
  write('\n');
}
