import {
  counter,
  defineCatalog,
  flag,
  histogram,
  oneOf,
  optional,
  type SloOptions,
  slo,
  store,
  text,
  upDownCounter,
  withSlos,
} from '../index.js';

const described = { description: 'What is counted.' };
const promised = { name: 'accepted', description: 'Orders are accepted.', objective: 0.99 };

const metrics = {
  orders: counter({
    name: 'orders',
    ...described,
    attributes: { result: oneOf('ok', 'refused', 'failed'), gift: flag(), country: text(), code: optional(text()) },
  }),
  failures: counter({ name: 'failures', ...described }),
  open: upDownCounter({ name: 'open_orders', ...described }),
  wait: histogram({ name: 'wait_seconds', unit: 's', ...described, boundaries: [0.5, 1, 5] }),
  size: histogram({ name: 'size_bytes', unit: 'By', ...described, buckets: 'exponential' }),
};

const untyped = <T>(value: T): never => value as never;

function shop(...options: readonly SloOptions<keyof typeof metrics>[]) {
  return defineCatalog({ scope: 'shop', metrics, slos: options.map((one) => slo(one)) });
}

describe('an objective', () => {
  it('is a share of bad events, of series of closed sets', () => {
    const { slos } = shop({
      ...promised,
      bad: { metric: 'orders', where: { result: ['refused', 'failed'], gift: true, code: { present: true } } },
      total: 'orders',
    });
    expect(slos).toEqual([
      {
        kind: 'events',
        ...promised,
        window: '30d',
        good: undefined,
        bad: { metric: 'orders', where: { result: ['refused', 'failed'], gift: [true], code: { present: true } } },
        total: { metric: 'orders', where: {} },
      },
    ]);
  });

  it('is a share of a histogram that is at or below a boundary', () => {
    const { slos } = shop({ ...promised, window: '4w', histogram: 'wait', within: 5 });
    expect(slos).toEqual([
      { kind: 'latency', ...promised, window: '4w', histogram: { metric: 'wait', where: {} }, within: 5 },
    ]);
  });

  it('is frozen through and through', () => {
    const { slos } = shop({ ...promised, good: { metric: 'orders', where: { result: 'ok' } }, total: 'orders' });
    const [only] = slos;
    if (only?.kind !== 'events') throw new Error('it counts events');
    for (const part of [slos, only, only.good, only.good?.where, only.good?.where['result'], only.total]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('is given to a ready-made catalog, whose metrics stay the ones that are recorded', () => {
    const made = defineCatalog({ scope: 'shop', metrics });
    const promising = withSlos(made, [slo({ ...promised, bad: 'failures', total: 'orders' })]);
    expect(made.slos).toEqual([]);
    expect(promising.slos).toHaveLength(1);
    expect(promising.metrics).toBe(made.metrics);
    expect(store().value(promising.metrics.failures)).toBe(0);
    expect(() => withSlos(made, [slo({ ...promised, histogram: 'wait', within: 2 })])).toThrow(
      'defineCatalog() of "shop": objective "accepted": 2 is not a boundary of shop_wait_seconds; use one of 0.5, 1, 5, or add it there',
    );
  });

  it('has parts that the compiler knows', () => {
    // @ts-expect-error a share has a whole
    expect(() => slo({ ...promised, bad: 'failures' })).toThrow('its parts do not go together');
    // @ts-expect-error good or bad, not both
    expect(() => slo({ ...promised, bad: 'failures', good: 'orders', total: 'orders' })).toThrow('do not go together');
    // @ts-expect-error a histogram is good up to a boundary
    expect(() => slo({ ...promised, histogram: 'wait' })).toThrow('its parts do not go together');
    const both = { ...promised, histogram: 'wait', within: 1, total: 'orders' } as const;
    // @ts-expect-error events or a histogram
    expect(() => slo(both)).toThrow('do not go together');
    // @ts-expect-error the metric is called failures
    expect(() => shop({ ...promised, bad: 'failure', total: 'orders' })).toThrow('unknown metric "failure"');
    const misspelt = [slo({ ...promised, bad: 'no', total: 'orders' })];
    // @ts-expect-error it is called failures in a catalog too
    expect(() => defineCatalog({ scope: 'shop', metrics, slos: misspelt })).toThrow('unknown metric "no"');
  });
});

describe('an objective is refused, with its fault and what to do', () => {
  it.each<[object, string]>([
    [
      { name: 'Accepted' },
      'slo() of "Accepted": name "Accepted" is not snake_case; give one such as "delivery_success"',
    ],
    [{ description: ' ' }, 'slo() of "accepted": description " " says nothing; say what is promised'],
    [
      { objective: 99.9 },
      'slo() of "accepted": objective 99.9 is not between 0 and 1; give the share of good events, such as 0.999',
    ],
    [{ objective: 1 }, 'objective 1 is not between 0 and 1'],
    [{ objective: Number.NaN }, 'objective NaN is not between 0 and 1'],
    [
      { window: '1h' },
      'slo() of "accepted": window "1h" is not days or weeks from "7d" to "13w"; give one such as "30d"',
    ],
    [{ window: '14w' }, 'window "14w" is not days or weeks'],
    [{ target: 1 }, 'slo() of "accepted": unknown option "target"; use one of "name", "description"'],
    [{ bad: 5 }, 'slo() of "accepted": 5 names no metric; give the key of one, or { metric, where }'],
    [
      { bad: { metric: 'orders', when: {} } },
      'slo() of "accepted": unknown option "when"; use one of "metric", "where"',
    ],
  ])('where it is made: %j', (options, message) => {
    expect(() => slo(untyped({ ...promised, bad: 'failures', total: 'orders', ...options }))).toThrow(message);
  });

  it.each<[object, string]>([
    [
      { bad: 'open' },
      'defineCatalog() of "shop": objective "accepted": "open" is of the kind upDownCounter, which counts no events; use a counter or a histogram',
    ],
    [{ bad: 'lost' }, 'it names the unknown metric "lost"; use one of "orders", "failures", "open", "wait", "size"'],
    [
      { bad: { metric: 'orders', where: { outcome: 'failed' } } },
      'shop_orders has no attribute "outcome"; use one of "result", "gift", "country", "code"',
    ],
    [{ bad: { metric: 'failures', where: { result: 'ok' } } }, 'shop_failures has no attribute "result"; leave it out'],
    [
      { bad: { metric: 'orders', where: { result: 'broken' } } },
      'attribute "result" is never "broken"; use one of "ok", "refused", "failed"',
    ],
    [
      { bad: { metric: 'orders', where: { country: 'NO' } } },
      'attribute "country" is not a closed set, so that a value may never come; use one that is oneOf() or flag()',
    ],
    [{ bad: { metric: 'orders', where: { code: 'x' } } }, 'ask whether it is there: { present: true }'],
    [{ bad: { metric: 'orders', where: { country: { present: true } } } }, 'attribute "country" is always there'],
    [{ bad: { metric: 'orders', where: { result: [] } } }, 'no value of "result" matches; give one, or leave it out'],
    [{ bad: { metric: 'orders', where: { result: { not: 1 } } } }, 'an object matches nothing of "result"'],
    [
      { bad: undefined, total: undefined, histogram: 'size', within: 256 },
      'shop_size_bytes has exponential buckets, none of which ends at 256; give it boundaries',
    ],
    [
      { bad: undefined, total: undefined, histogram: 'orders', within: 5 },
      'shop_orders is of the kind counter; use a histogram',
    ],
  ])('where its catalog cannot show it: %j', (options, message) => {
    expect(() => shop(untyped({ ...promised, bad: 'failures', total: 'orders', ...options }))).toThrow(message);
  });

  it.each<[unknown, string]>([
    [{}, 'defineCatalog() of "shop": slos: an object is not an array; give them as [slo({ … })]'],
    [['accepted'], 'defineCatalog() of "shop": "accepted" is not an objective; make it with slo()'],
    [
      [1, 2].map(() => slo({ ...promised, bad: 'failures', total: 'orders' })),
      'defineCatalog() of "shop": two objectives are named "accepted"; rename one of them',
    ],
  ])('where catalogs take none: %#', (slos, message) => {
    expect(() => defineCatalog({ scope: 'shop', metrics, slos: untyped(slos) })).toThrow(message);
  });
});
