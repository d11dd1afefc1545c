import type { Body, Reply, Script } from '../test/support/openai-server.js';

/** What a model would say in the course of one purchase: the plan, and the action that carries it out. */
const turns = [
  { plan: 'Type "tent" into the field search.', tool: 'type', arguments: { id: 'search', text: 'tent' } },
  { plan: 'Scroll down to see every tent.', tool: 'scroll', arguments: { direction: 'down' } },
  { plan: 'Click heron, the lighter of the tents for two.', tool: 'click', arguments: { id: 'heron' } },
  { plan: 'Click add to put the Heron 2 into the cart.', tool: 'click', arguments: { id: 'add' } },
  { plan: 'DONE' },
];

/** The local server's part in the example: a model that shops, the same way every time. */
export function shoppingModel(): Script {
  let turn = 0;
  return ({ path, body }): Reply => {
    if (path.endsWith('/responses')) return { text: 'The goal is reached: the Heron 2 is in the cart.' };
    if (body['stream'] === true)
      return { text: 'Done. The Heron 2, the lightest tent for two, is in your cart.' };
    if (body['tools'] !== undefined) return act(turns[turn++]);
    return isPlanning(body) ? { text: turns[turn]?.plan } : {};
  };
}

const act = (turn: (typeof turns)[number] | undefined): Reply =>
  turn?.tool ? { toolCalls: [{ name: turn.tool, arguments: turn.arguments }] } : {};

const isPlanning = (body: Body) => Array.isArray(body['messages']) && body['messages'].length === 2;
