import { bind, counter, defineCatalog, histogram, store, time, type Unit } from '../index.js';

/** The codes that an editor completes: what is left of the type without the texts that it takes besides. */
type Completed<U> = U extends string ? (string extends U ? never : U) : never;

describe('the type of a unit', () => {
  it('completes the codes that translators know', () => {
    const codes: Completed<Unit>[] = ['s', 'ms', 'By', 'MBy', '%', 'Cel', '1', 'kg'];
    const declared: Completed<Parameters<typeof counter>[0]['unit']>[] = codes;
    // @ts-expect-error the code is `s`
    const spelled: Completed<Unit> = 'seconds';
    // @ts-expect-error translators disagree on it
    const unstable: Completed<Unit> = 'KBy';
    expect([...declared, spelled, unstable]).toHaveLength(10);
  });

  it('takes annotations and other texts', () => {
    const unit: Unit = '{order}';
    const computed: string = ['{order}'].join();
    const { unit: declared } = counter({ name: 'orders', unit: computed, description: 'Orders.' });
    expect(declared).toBe(unit);
    // @ts-expect-error a unit is a text
    expect(() => counter({ name: 'orders', unit: 1, description: 'Orders.' })).toThrow('unit 1 is not a text');
  });
});

it.each([
  ['s', 'wait_seconds'],
  ['{s}', 'wait_s'],
  ['{sec}', 'wait_sec'],
  ['s/{request}', 'wait_seconds'],
])('buckets and timers know that %s is seconds', (unit, name) => {
  const wait = histogram({ name, unit, description: 'Wait.' });
  const catalog = defineCatalog({ scope: 'shop', metrics: { wait } });
  const kept = store();
  time(bind(catalog, kept).wait).stop();
  expect(catalog.metrics.wait.boundaries?.at(-1)).toBe(10);
  expect(kept.value(catalog.metrics.wait).count).toBe(1);
});
