import { types } from 'node:util';
import fc from 'fast-check';
import { type AsyncStorage, asyncStorage, UntilAwait } from './async-storage.js';
import { inheritedTypes } from './native-types.js';
import { utf8Length } from './utf8-length.js';

const VALUES: readonly unknown[] = [
  Promise.resolve(),
  // biome-ignore lint/suspicious/noThenProperty: what is no promise and can be awaited is the case in question
  { then: () => {} },
  (function* () {})(),
  (async function* () {})(),
  function* () {},
  async function* () {},
  async () => {},
  () => {},
  new ArrayBuffer(1),
  new SharedArrayBuffer(1),
  new Uint8Array(1),
  [],
  undefined,
  null,
  'text',
];

it.each(Object.keys(inheritedTypes) as (keyof typeof inheritedTypes)[])(
  'a runtime without Node knows by inheritance what Node knows by nature: %s',
  (name) => {
    expect(VALUES.map((value) => inheritedTypes[name](value))).toEqual(VALUES.map((value) => types[name](value)));
  },
);

it('counts bytes as an encoder writes them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
    }),
  );
});

describe.each<[string, () => AsyncStorage<string>]>([
  ['of the runtime', () => asyncStorage<string>()],
  ['where a runtime has none', () => new UntilAwait<string>()],
])('async context %s', (_, make) => {
  it('is known inside, and what was there before is known again afterwards', () => {
    const storage = make();
    const inside = (): string | undefined => storage.getStore();
    const nested = storage.run('outer', () => [inside(), storage.run('inner', inside), inside()]);
    expect([nested, inside()]).toEqual([['outer', 'inner', 'outer'], undefined]);
  });

  it('is left by what throws', () => {
    const storage = make();
    const failing = (): unknown =>
      storage.run('inside', () => {
        throw new Error('left');
      });
    expect(failing).toThrow('left');
    expect(storage.getStore()).toBeUndefined();
  });
});

it('is known behind an await where the runtime has async context', async () => {
  const [own, none] = [asyncStorage<string>(), new UntilAwait<string>()];
  const behind = async (storage: typeof own): Promise<string | undefined> => {
    await Promise.resolve();
    return storage.getStore();
  };
  expect(await Promise.all([own.run('a', behind, own), none.run('a', behind, none)])).toEqual(['a', undefined]);
});
