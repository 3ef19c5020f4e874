/** Numbers that follow from a seed alone, so that a failure can be repeated. */
export const randomFrom = (seed) => {
  let state = seed | 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (below) => Math.floor(next() * below);
  const pick = (items) => items[int(items.length)];
  return { next, int, pick, chance: (share) => next() < share, times: (most, make) => Array.from({ length: int(most + 1) }, make) };
};

// What has broken readers of text, of paths and of numbers before.
const odd = [
  ...[
    "",
    " ",
    "\u0000",
    "\n",
    "\t",
    "\ufeff",
    "\u202e",
    "\u001b[2J",
    "\u001b]0;x\u0007",
    "é",
    "日本",
    "💥",
    "\ud800",
    "..",
    "../../x",
    "/",
    "//",
    "~",
    "~root",
  ],
  ...["-", "--", "-1", "0", "1e999", "0x10", "1_000", "9007199254740993", "NaN", "null", "true", "yes", "on", "no"],
  ...[
    "*a",
    "&a",
    "!!js/function x",
    "<<",
    "? ",
    "- ",
    ": ",
    "#",
    "%TAG",
    "---",
    "...",
    "|",
    ">",
    "'",
    '"',
    "\\",
    "`",
    "${X}",
    "$X",
    "${X:?}",
    "$$",
    "{{x}}",
    "{{",
    "}}",
    "/(/",
    "/a/",
    "__proto__",
    "constructor",
  ],
];

export const oddText = (random) => (random.chance(0.03) ? "x".repeat(random.int(100_000)) : random.pick(odd));

/** A value of any type JSON has. */
export const anyValue = (random, depth = 0) => {
  switch (random.int(depth > 2 ? 5 : 7)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick([0, -1, 1, 7.5, 65_536, 1e21, -0]);
    case 3:
    case 4:
      return oddText(random);
    case 5:
      return random.times(3, () => anyValue(random, depth + 1));
    default:
      return Object.fromEntries(random.times(3, () => [oddText(random), anyValue(random, depth + 1)]));
  }
};

/** The value with one to three of its parts replaced, removed, doubled or renamed. */
export const mutated = (random, value) => {
  let result = structuredClone(value);
  for (let left = 1 + random.int(3); left > 0; left--) result = mutatedOnce(random, result);
  return result;
};

const mutatedOnce = (random, value) => {
  if (typeof value !== "object" || value === null || random.chance(0.15)) return anyValue(random);
  const keys = Object.keys(value);
  const key = random.pick(keys);
  if (key === undefined) return anyValue(random);
  const change = random.int(10);
  if (Array.isArray(value)) {
    if (change === 0) return value.filter((_, index) => String(index) !== key);
    if (change === 1) return [...value, ...value];
    return value.map((item, index) => (String(index) === key ? mutatedOnce(random, item) : item));
  }
  const entries = Object.entries(value);
  if (change === 0) return Object.fromEntries(entries.filter(([name]) => name !== key));
  if (change === 1) return Object.fromEntries(entries.map(([name, item]) => [name === key ? oddText(random) : name, item]));
  return Object.fromEntries(entries.map(([name, item]) => [name, name === key ? mutatedOnce(random, item) : item]));
};

/** The bytes with a few of them changed, cut out, doubled, or the end missing. */
export const damaged = (random, bytes) => {
  let result = Buffer.from(bytes);
  for (let left = random.int(4); left > 0; left--) {
    const at = random.int(result.length + 1);
    const length = random.int(Math.min(result.length - at, 700) + 1);
    const [before, middle, after] = [result.subarray(0, at), result.subarray(at, at + length), result.subarray(at + length)];
    const instead = [
      Buffer.from(Array.from({ length: random.int(8) }, () => random.int(256))),
      Buffer.alloc(0),
      Buffer.concat([middle, middle]),
      Buffer.alloc(length),
    ];
    result = random.chance(0.2) ? Buffer.from(before) : Buffer.concat([before, random.pick(instead), after]);
  }
  return result;
};
