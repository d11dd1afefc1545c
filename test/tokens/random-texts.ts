/** Random texts in families, each made to hit one corner of tokenization. The same seed gives the same texts. */
export interface Random {
  /** An integer from 0 to below `limit`. */
  below(limit: number): number;
  pick<T>(from: readonly T[]): T;
}

/** https://github.com/bryc/code/blob/master/jshash/PRNGs.md (mulberry32 by Tommy Ettinger, public domain) */
export function seeded(seed: number): Random {
  let state = seed | 0;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return { below, pick: from => from[below(from.length)]! };
}

type Family = (random: Random) => string;

const many = (random: Random, most: number, piece: () => string) =>
  Array.from({ length: 1 + random.below(most) }, piece).join('');
const oneOf =
  (choices: readonly string[] | string, most: number): Family =>
  random =>
    many(random, most, () => random.pick([...choices]));
const between = (random: Random, first: number, last: number) =>
  String.fromCodePoint(first + random.below(last - first + 1));
const fromRanges =
  (ranges: readonly (readonly [number, number])[], joints: readonly string[], most = 40): Family =>
  random =>
    many(random, most, () =>
      random.below(5) === 0 ? random.pick(joints) : between(random, ...random.pick(ranges)),
    );

const lower = 'abcdefghijklmnopqrstuvwxyz';
const words = 'the of a in Token count run IDs agent cost naïve façade Straße ÉCOLE Ünïcode don Kelvin'.split(
  ' ',
);
const spaces = [' ', '  ', '\t', '\n', '\r', '\r\n', '\v', '\f', '\u0085', '\u00a0', '\u1680', '\u2003'];
const lineEnds = [
  '\u2028',
  '\u2029',
  '\u202f',
  '\u205f',
  '\u3000',
  '\ufeff',
  '\u180e',
  '\u200b',
  '\n\n',
  '\u001c',
];
const suffixes = [
  "'s",
  "'S",
  "'t",
  "'T",
  "'re",
  "'RE",
  "'rE",
  "'ve",
  "'Ve",
  "'m",
  "'M",
  "'ll",
  "'LL",
  "'lL",
  "'d",
  "'D",
];
const nearSuffixes = [
  "'ſ",
  "'ſt",
  "'K",
  "'l",
  "'v",
  "'r",
  "''s",
  "'\u0301s",
  '’s',
  "'",
  "'sa",
  "'ſs",
  "s'",
  "'ﬀ",
];
const specials = [
  '<|endoftext|>',
  '<|endofprompt|>',
  '<|im_start|>',
  '<|im_end|>',
  '<|fim_prefix|>',
  '<|start|>',
];

const word: Family = random => {
  const text = random.below(3) > 0 ? random.pick(words) : oneOf(lower, 9)(random);
  const form = random.below(6);
  if (form === 0) return text.toUpperCase();
  if (form === 1) return text[0]!.toUpperCase() + text.slice(1);
  return form === 2 ? text + text.toUpperCase() : text;
};
const sentence: Family = random =>
  many(
    random,
    15,
    () => word(random) + random.pick([' ', ' ', ' ', ', ', '. ', '\n', '-', '/', '(', ')', '"', ':']),
  );

export const families: Readonly<Record<string, Family>> = {
  'any character of any plane': random =>
    many(random, 30, () => {
      const limit = random.pick([0x80, 0x250, 0x3000, 0xd800, 0x20000, 0x110000]);
      const codePoint = random.below(limit);
      return String.fromCodePoint(codePoint);
    }),
  'contractions in every case': random =>
    many(
      random,
      8,
      () =>
        random.pick(['', word(random), ' ', '1', '中', '.']) + random.pick([...suffixes, ...nearSuffixes]),
    ),
  'runs of spaces and line breaks': random =>
    many(random, 20, () => (random.below(6) === 0 ? word(random) : random.pick([...spaces, ...lineEnds]))),
  'digits of every script': fromRanges(
    [
      [0x30, 0x39],
      [0x30, 0x39],
      [0x660, 0x669],
      [0x966, 0x96f],
      [0xff10, 0xff19],
      [0x2150, 0x218b],
      [0xb2, 0xb3],
      [0x1d7ce, 0x1d7ff],
    ],
    [' ', '.', ',', '-', 'e', "'", '\n'],
  ),
  'combining marks': fromRanges(
    [
      [0x300, 0x36f],
      [0x61, 0x7a],
      [0x41, 0x5a],
      [0x5b0, 0x5c7],
      [0x1ab0, 0x1ace],
      [0x20d0, 0x20f0],
      [0x93e, 0x94d],
    ],
    [' ', '\n', "'", '!', '1', '\t'],
  ),
  'lone surrogates': random =>
    many(random, 20, () => {
      if (random.below(3) === 0) return random.pick([word(random), ' ', '\n', '中', '1']);
      return String.fromCharCode(0xd800 + random.below(0x800));
    }),
  'emoji sequences': oneOf(
    ['👍', '👩‍💻', '👨‍👩‍👧‍👦', '🏽', '\u200d', '\ufe0f', '❤️', '🇫🇷', '🇫', '1️⃣', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', ' ', 'ok', '!', '\n'],
    25,
  ),
  'characters that engines disagree on': oneOf(
    [
      '\ufeff',
      '\u0085',
      'ſ',
      'K',
      'Å',
      'ß',
      'ẞ',
      'İ',
      'ı',
      'ǅ',
      'ʰ',
      'ª',
      'Ⅷ',
      'ⓐ',
      '\u180e',
      '\u200b',
      'ﬀ',
      "'",
      's',
      ' ',
      'A',
      '\n',
      '\u{1e900}',
      '\u{16ea0}',
      '\u{1df25}',
    ],
    25,
  ),
  'special tokens as text': random =>
    many(random, 8, () => random.pick([...specials, ...specials, '<|', '|>', word(random), ' ', '\n'])),
  code: random =>
    many(random, 30, () =>
      random.pick([
        word(random),
        '    ',
        '\t',
        '\n',
        '\r\n',
        ' {\n',
        '}\n',
        '();',
        ' => ',
        '===',
        '//',
        '/* ',
        ' */\n',
        '[i]',
        '0x1F',
        '"',
        "'",
        '_',
        '$',
        '::',
        '->',
        '#include',
        '\\n',
      ]),
    ),
  HTML: random =>
    many(random, 20, () =>
      random.pick([
        '<div class="',
        '">',
        '</',
        '>',
        '<br/>\n',
        '&nbsp;',
        '&amp;',
        '\n\n  ',
        '<!-- ',
        ' -->',
        'href="https://',
        word(random),
      ]),
    ),
  JSON: random =>
    JSON.stringify(
      {
        [word(random)]: sentence(random),
        list: [random.below(1e6), null, true, word(random)],
        n: { x: random.below(9) },
      },
      null,
      random.pick([0, 1, 2, 4]),
    ),
  base64: random =>
    Buffer.from(Array.from({ length: random.below(160) }, () => random.below(256))).toString('base64'),
  'Chinese and Japanese': fromRanges(
    [
      [0x4e00, 0x9fff],
      [0x3041, 0x3096],
      [0x30a1, 0x30ff],
      [0x3400, 0x4dbf],
      [0xff01, 0xff65],
      [0x20000, 0x2a6df],
    ],
    ['。', '、', ' ', '\n', '「', '」', 'a', '1', "'s", '・'],
  ),
  Thai: fromRanges(
    [
      [0xe01, 0xe3a],
      [0xe40, 0xe5b],
    ],
    [' ', '\n', 'a', '๑', '.'],
  ),
  'Arabic and Hebrew': fromRanges(
    [
      [0x620, 0x64a],
      [0x64b, 0x65f],
      [0x5d0, 0x5ea],
      [0x6f0, 0x6f9],
    ],
    [' ', '،', '\n', '؟', "'"],
  ),
  'Indic and Hangul': fromRanges(
    [
      [0x900, 0x97f],
      [0xb80, 0xbff],
      [0xac00, 0xd7a3],
      [0x1100, 0x11ff],
    ],
    [' ', '।', '\n', '1', 'K'],
  ),
  'Greek, Cyrillic and title case': fromRanges(
    [
      [0x370, 0x3ff],
      [0x400, 0x4ff],
      [0x1c4, 0x1cc],
      [0x1f88, 0x1faf],
      [0x10a0, 0x10ff],
    ],
    [' ', "'s", 'a', 'Z', '\n', '/'],
  ),
  'long runs without a cut': random => {
    const unit = random.pick([
      'a',
      ' ',
      '\n',
      '_',
      '=',
      '========!',
      '一',
      '\u0301',
      'A',
      'é',
      '👍',
      '\t',
      '0',
      "'",
      '/',
      '\r\n',
      'aA',
      '<|',
      '🏴',
    ]);
    return (
      random.pick(['', 'x', ' ']) +
      unit.repeat(1 + random.below(300)) +
      random.pick(['', 'b', ' ', '\n', '1'])
    );
  },
  'random letters': random =>
    oneOf(random.pick([lower, lower.toUpperCase(), lower + lower.toUpperCase(), 'ab', 'aeiou']), 90)(random),
  'punctuation runs': oneOf(
    [...'!"#$%&()*+,-./:;<=>?@[]^_`{|}~', '\n', '\r\n', ' ', '/', '\\', '…', '—', '“', '№', '€', '\u0300'],
    40,
  ),
  'random bytes': random =>
    Buffer.from(Array.from({ length: random.below(90) }, () => random.below(256))).toString(
      random.pick(['utf8', 'latin1']),
    ),
  sentences: sentence,
  'a mixture': random =>
    many(random, 5, () => {
      const names = Object.keys(families).filter(name => name !== 'a mixture');
      return families[random.pick(names)]!(random).slice(0, 40);
    }),
};

/** Texts with the family they come from, every family in turn. */
export function* randomTexts(seed: number, count: number): Iterable<{ family: string; text: string }> {
  const names = Object.keys(families);
  const random = seeded(seed);
  for (let i = 0; i < count; i++) {
    const family = names[i % names.length]!;
    yield { family, text: families[family]!(random) };
  }
}
