import type { Family, WritingFraming } from './family.js';
import type { ImageRule } from './images.js';

/*
 * One row a model family. The vendor publishes the rules of images
 * (https://platform.openai.com/docs/guides/images-vision) and of nothing else; the rest is measured, and
 * docs/framing.md has the number of recorded calls that agree with each.
 */

const tiles = (base: number, tile: number): ImageRule => ({ by: 'tile', base, tile });
const patches = (factor: number): ImageRule => ({ by: 'patch', factor });
const writing = (text: number, call: number, parallel: number, reasoned = 0): WritingFraming => ({
  text,
  call,
  parallel,
  reasonedText: reasoned,
  reasonedCall: reasoned,
});

/** GPT-3.5 to GPT-4.5. */
const chatMl: Family = {
  perMessage: 4,
  reply: 3,
  replyWithTools: 2,
  assistant: 0,
  schemaOpensReply: true,
  sections: 'joined',
  chatTools: 0,
  undescribedTool: 0,
  toolChoice: { named: 6, none: 1 },
  style: { annotations: true },
  chat: { call: 6, output: 6, beside: 4, parallel: 20 },
  responses: {
    tools: 4,
    schema: 7,
    call: 5,
    output: 4,
    storedCall: 3,
    sequential: 0,
    reasoning: 0,
    imageOnly: 1,
    schemaWithImages: -1,
  },
  completion: {
    chat: writing(0, 6, 10),
    responses: writing(1, 7, 11),
    beside: 1,
    textWithTools: 1,
    refusal: 1,
    schemaName: 'with tools',
    jsonObject: 0,
    forcedNameIsGiven: true,
    reasonsUnseen: false,
    reasoningIsFloored: false,
  },
  image: tiles(85, 170),
  azure: { text: 0, call: 0 },
  reasons: false,
};

/** The first models with functions: an older rendering, and three tokens fewer around a pair and a forced name. */
const june2023: Family = {
  ...chatMl,
  style: { annotations: false },
  toolChoice: { named: 3, none: 1 },
  chat: { ...chatMl.chat, call: 3 },
  completion: { ...chatMl.completion, chat: writing(0, 7, 10) },
};

/** o1 and o3-mini. */
const o1: Family = {
  ...chatMl,
  reply: 2,
  schemaOpensReply: false,
  sections: 'apart',
  toolChoice: undefined,
  chat: { call: 3, output: 9, beside: 4, parallel: 26 },
  responses: {
    tools: 6,
    schema: 6,
    call: 6,
    output: 9,
    storedCall: 0,
    sequential: 0,
    reasoning: 2,
    imageOnly: 0,
    schemaWithImages: 0,
  },
  completion: {
    ...chatMl.completion,
    chat: writing(13, 16, 20),
    textWithTools: 1,
    refusal: 0,
    schemaName: 'never',
  },
  image: tiles(75, 150),
  azure: { text: -3, call: 0 },
  reasons: true,
};

/** o3 and o4-mini. */
const o3: Family = {
  ...o1,
  chat: { ...o1.chat, call: 9 },
  completion: {
    ...o1.completion,
    chat: writing(12, 9, 13, 6),
    textWithTools: 0,
    responses: writing(4, 10, 14, 2),
    beside: 2,
    schemaName: 'always',
    forcedNameIsGiven: false,
    reasonsUnseen: true,
    reasoningIsFloored: true,
  },
  azure: { text: 0, call: -3 },
};

/** gpt-5, -mini, -nano, -pro. */
const gpt5: Family = {
  ...o3,
  assistant: 2,
  sections: 'trimmed',
  chatTools: 81,
  undescribedTool: -1,
  chat: { call: 9, output: 9, beside: 6, parallel: 26 },
  responses: {
    tools: 9,
    schema: 6,
    call: 6,
    output: 9,
    storedCall: 0,
    sequential: 78,
    reasoning: 0,
    imageOnly: 0,
    schemaWithImages: 1,
  },
  completion: { ...o3.completion, chat: writing(3, 9, 13, 6) },
  image: tiles(70, 140),
  azure: { text: 0, call: 0 },
};

/** gpt-5.1: its replies in chat count as reasoned. */
const gpt51: Family = {
  ...gpt5,
  responses: { ...gpt5.responses, call: 9, parallel: { each: 12, once: 22 } },
  completion: { ...gpt5.completion, reasoningIsFloored: false },
};

/** From gpt-5.2 on. */
const gpt52: Family = { ...gpt51, completion: { ...gpt51.completion, reasonsUnseen: false } };

/** From gpt-5.6 on, and what is newer than this table. */
const gpt56: Family = {
  ...gpt52,
  responses: { ...gpt52.responses, reasoning: undefined },
  completion: { ...gpt52.completion, jsonObject: 3 },
  image: patches(1.2),
};

const codex = (family: Family): Family => ({
  ...family,
  responses: { ...family.responses, tools: family.responses.tools + 3 },
});

/** The first row that fits counts; a newer model takes the newest row of its family. */
const families: readonly (readonly [models: RegExp, family: Family])[] = [
  [/search-preview/, { ...chatMl, perMessage: 0, reply: 0 }],
  [/deep-research/, { ...o3, hidden: 'web search' }],
  [/^computer-use/, { ...chatMl, hidden: 'computer use' }],
  [/^gpt-oss/, { ...gpt5, hidden: 'system message of the host' }],
  [/^gpt-5-chat/, chatMl],
  [/^chat-latest/, gpt52],
  [/^gpt-3\.5-turbo-0301/, { ...chatMl, perMessage: 5 }],
  [/^gpt-(3\.5-turbo|4)(-16k|-32k)?-0613|^gpt-4(-32k)?(-0314)?$/, june2023],
  [/^gpt-4o-mini/, { ...chatMl, image: tiles(2833, 5667) }],
  [/^gpt-4\.1-mini/, { ...chatMl, image: patches(1.62) }],
  [/^gpt-4\.1-nano/, { ...chatMl, image: patches(2.46) }],
  [/^(o1|o3-mini)/, o1],
  [/^o4-mini/, { ...o3, image: patches(1.72) }],
  [/^codex-mini/, { ...o3, responses: { ...o3.responses, tools: 7 } }],
  [/^o\d/, o3],
  [/^gpt-5-mini/, { ...gpt5, image: patches(1.2) }],
  [/^gpt-5-nano/, { ...gpt5, image: patches(1.5) }],
  [/^gpt-5-codex/, codex({ ...gpt5, responses: gpt52.responses })],
  [/^gpt-5(-|$)/, gpt5],
  [/^gpt-5\.1-codex/, codex(gpt51)],
  [/^gpt-5\.1/, gpt51],
  [/^gpt-5\.[23]/, gpt52],
  [/^gpt-5\.[45]/, { ...gpt52, image: patches(1.2) }],
  [/^gpt-([5-9]|\d\d)/, gpt56],
  [/^/, chatMl],
];

const known = new Map<string, Family>();

/** The rules of a model by the name that requests or responses give it, a vendor's prefix left out. */
export function familyOf(model: string): Family {
  let family = known.get(model);
  if (!family) {
    family = lookUp(model);
    if (known.size >= 1000) known.clear(); // names can come from an app's own users
    known.set(model, family);
  }
  return family;
}

function lookUp(model: string): Family {
  const name = model
    .toLowerCase()
    .replace(/^.*\//, '')
    .replace(/^ft:/, '')
    .replace(/^gpt-35/, 'gpt-3.5');
  return families.find(([models]) => models.test(name))![1];
}
