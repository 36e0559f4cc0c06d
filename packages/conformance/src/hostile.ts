/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(random: () => number, items: readonly T[]): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** What an app can hand over where a number, a text or an object is asked for, each made anew. Keys say what it is. */
export const HOSTILE_VALUES: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,

  zero: () => 0,
  negativeZero: () => -0,
  negative: () => -5,
  fraction: () => 1.5,
  nan: () => Number.NaN,
  infinity: () => Number.POSITIVE_INFINITY,
  negativeInfinity: () => Number.NEGATIVE_INFINITY,
  greatest: () => Number.MAX_VALUE,
  greatestNegative: () => -Number.MAX_VALUE,
  safest: () => Number.MAX_SAFE_INTEGER,
  pastSafe: () => Number.MAX_SAFE_INTEGER + 1,
  least: () => Number.MIN_VALUE,
  bigint: () => 10n,
  numberObject: () => new Number(3),
  numberText: () => '5',

  empty: () => '',
  text: () => 'v',
  protoText: () => '__proto__',
  constructorText: () => 'constructor',
  toStringText: () => 'toString',
  newlines: () => 'a\nb\r\n"c"\\',
  nul: () => 'a\0b',
  loneSurrogate: () => '\ud800x',
  loneLowSurrogate: () => 'x\udc00',
  emoji: () => '😀',
  rightToLeft: () => '\u202eabc',
  markup: () => '<script>alert(1)</script>',
  formula: () => "=cmd|'/C calc'!A0",
  labelText: () => '__name__',
  other: () => '_other',
  longest: () => 'x'.repeat(2_048),
  tooLong: () => 'x'.repeat(2_049),
  longestInBytes: () => 'é'.repeat(1_024),
  tooLongInBytes: () => 'é'.repeat(1_025),
  tenKilobytes: () => 'x'.repeat(10_000),

  symbol: () => Symbol('s'),
  function: () => () => 1,
  class: () => Throwing,
  object: () => ({ a: 1 }),
  emptyObject: () => ({}),
  noPrototype: () => Object.create(null),
  frozen: () => Object.freeze({ a: 1 }),
  array: () => ['a', 'b'],
  sparseArray: () => new Array(3),
  date: () => new Date(0),
  badDate: () => new Date(Number.NaN),
  map: () => new Map([[1, 2]]),
  error: () => new Error('e'),
  buffer: () => Buffer.from('x'),
  typedArray: () => new Float64Array(3),
  promise: () => Promise.resolve(1),
  circular: circular,
  deep: deep,
  manyKeys: () => Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`k${index}`, index])),
  protoKey: () => JSON.parse('{"__proto__":{"polluted":1}}'),
  throwing: () => new Throwing(),
  throwingGetter: () => ({
    get k(): never {
      throw new Error('hostile getter');
    },
  }),
  throwingProxy: throwingProxy,
  revokedProxy: revokedProxy,
};

/** Keys that an attribute bag may have beside the declared ones. */
const HOSTILE_KEYS: readonly string[] = [
  ...['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'le', 'quantile', '__name__', 'job'],
  ...['a.b', 'a_b', '', '1x', 'a b', 'é', '\ud800', '\0', 'x'.repeat(500)],
];

export function hostileValue(random: () => number): unknown {
  return (HOSTILE_VALUES[pick(random, Object.keys(HOSTILE_VALUES))] as () => unknown)();
}

/**
 * An attributes object with hostile values under the given keys, some of the keys missing and some more there; now and
 * then no object at all, or one of an unusual make.
 */
export function hostileAttributes(random: () => number, keys: readonly string[]): unknown {
  if (random() < 0.12) return hostileValue(random);
  const own = random() < 0.1 ? Object.create(null) : {};
  for (const key of keys) {
    if (random() < 0.85) define(own, key, hostileValue(random), random() > 0.05);
  }
  if (random() < 0.2) define(own, pick(random, HOSTILE_KEYS), hostileValue(random));
  if (random() < 0.03) defineThrowingGetter(own, pick(random, [...keys, 'more']));
  if (random() < 0.05) return Object.create(own);
  if (random() < 0.03) return new Proxy(own, {});
  return own;
}

function define(target: object, key: string, value: unknown, enumerable = true): void {
  Object.defineProperty(target, key, { value, enumerable, configurable: true, writable: true });
}

function defineThrowingGetter(target: object, key: string): void {
  Object.defineProperty(target, key, {
    enumerable: true,
    configurable: true,
    get() {
      throw new Error('hostile getter');
    },
  });
}

class Throwing {
  toString(): never {
    throw new Error('hostile toString');
  }

  toJSON(): never {
    throw new Error('hostile toJSON');
  }

  valueOf(): never {
    throw new Error('hostile valueOf');
  }

  [Symbol.toPrimitive](): never {
    throw new Error('hostile toPrimitive');
  }
}

function circular(): object {
  const self: Record<string, unknown> = {};
  self['self'] = self;
  return self;
}

function deep(): object {
  let nested = {};
  for (let depth = 0; depth < 1_000; depth += 1) nested = { nested };
  return nested;
}

function throwingProxy(): object {
  const fail = (): never => {
    throw new Error('hostile proxy');
  };
  return new Proxy({}, { get: fail, has: fail, ownKeys: fail, getOwnPropertyDescriptor: fail, getPrototypeOf: fail });
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
