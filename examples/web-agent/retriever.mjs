/** Picks the parts of a page that matter for a question, by their embeddings. */
export async function retrieve(client, chunks, question, count = 4) {
  const { data } = await client.embeddings.create({
    model: 'text-embedding-3-small',
    input: [question, ...chunks],
  });
  const [wanted, ...vectors] = data.map(({ embedding }) => embedding);
  const nearness = vector => vector.reduce((sum, value, at) => sum + value * wanted[at], 0);
  return chunks
    .map((chunk, at) => ({ chunk, nearness: nearness(vectors[at]) }))
    .sort((a, b) => b.nearness - a.nearness)
    .slice(0, count)
    .map(({ chunk }) => chunk);
}
