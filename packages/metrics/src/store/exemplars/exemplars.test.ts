import { onProblem, type Problem } from '@portcall/core';
import {
  bind,
  counter,
  defineCatalog,
  type Exemplar,
  gauge,
  histogram,
  oneOf,
  type Reading,
  type SampledSpans,
  store,
  text,
  upDownCounter,
} from '../../index.js';

const catalog = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { country: text() } }),
    done: counter({ name: 'done', description: 'Done.', attributes: { channel: oneOf('web', 'app') } }),
    open: upDownCounter({ name: 'open', description: 'Open.' }),
    stock: gauge({ name: 'stock', description: 'Stock.' }),
    wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.', boundaries: [1, 10] }),
    size: histogram({ name: 'size_bytes', unit: 'By', description: 'Sizes.', buckets: 'exponential' }),
  },
});

/** Spans that tests open and close; the innermost runs. */
class Spans implements SampledSpans {
  asked = 0;
  private readonly ids: string[] = [];

  get open(): number {
    return this.ids.length;
  }

  current() {
    this.asked += 1;
    const spanId = this.ids.at(-1);
    return spanId === undefined ? undefined : { traceId: 'a'.repeat(32), spanId };
  }

  inside(spanId: string, run: () => void): void {
    this.ids.push(spanId);
    run();
    this.ids.pop();
  }
}

function wired() {
  const spans = new Spans();
  const kept = store({ sampledSpans: spans });
  return { spans, kept, ...bind(catalog, kept) };
}

/** By metric, `value spanId` of each exemplar of its points. */
function exemplarsIn(reading: Reading): Readonly<Record<string, readonly string[]>> {
  const found = reading.collect().metrics.map(({ metric, points }) => {
    const exemplars: Exemplar[] = [];
    for (const point of points) exemplars.push(...point.exemplars);
    return [metric.name, exemplars.map(({ value, spanId }) => `${value} ${spanId}`)] as const;
  });
  return Object.fromEntries(found.filter(([, exemplars]) => exemplars.length > 0));
}

it('keeps the first measurement of each series, bucket and interval with the span it was made in', () => {
  const { spans, kept, orders, wait } = wired();
  const reading = kept.reading();
  spans.inside('s1', () => {
    orders.add(2, { country: 'NO' });
    orders.add(3, { country: 'NO' });
    orders.add(4, { country: 'SE' });
    for (const value of [1, 0.5, 5, 6, 100]) wait.record(value);
  });
  expect(exemplarsIn(reading)).toEqual({
    shop_orders: ['2 s1', '4 s1'],
    shop_wait_seconds: ['1 s1', '5 s1', '100 s1'],
  });
});

it('says when the measurement was made', () => {
  const { spans, kept, wait } = wired();
  const before = Date.now();
  spans.inside('s1', () => wait.record(1));
  const [point] = [
    ...kept
      .reading()
      .collect()
      .metrics.find(({ metric }) => metric.name === 'shop_wait_seconds')!.points,
  ];
  const [exemplar] = point!.exemplars;
  expect(exemplar).toEqual({ value: 1, time: expect.any(Number), traceId: 'a'.repeat(32), spanId: 's1' });
  expect(Math.abs(exemplar!.time - before)).toBeLessThan(60_000);
});

it('keeps none outside of spans, and asks for one only while there are any', () => {
  const { spans, kept, orders, wait } = wired();
  orders.add(1, { country: 'NO' });
  wait.record(1);
  expect(spans.asked).toBe(0);
  expect(exemplarsIn(kept.reading())).toEqual({});
});

it('asks once per series, bucket and interval that have one', () => {
  const { spans, orders } = wired();
  spans.inside('s1', () => {
    for (let i = 0; i < 100; i += 1) orders.add(1, { country: 'NO' });
  });
  expect(spans.asked).toBe(1);
});

it('keeps none of what goes up and down, and none of the zeros that counters are born with', () => {
  const spans = new Spans();
  const kept = store({ sampledSpans: spans });
  spans.inside('s1', () => {
    const { open, stock, done } = bind(catalog, kept);
    open.add(1);
    stock.record(7);
    done.add(0, { channel: 'web' });
  });
  expect(exemplarsIn(kept.reading())).toEqual({});
});

it('keeps one per power of two of exponential buckets, and 20 at most', () => {
  const { spans, kept, size } = wired();
  spans.inside('s1', () => {
    for (const value of [0, 1, 1.5, 1.9, 3, 1_000]) size.record(value);
  });
  const reading = kept.reading();
  expect(new Set(exemplarsIn(reading)['shop_size_bytes'])).toEqual(
    new Set(['0 s1', '1 s1', '1.5 s1', '3 s1', '1000 s1']),
  );
  spans.inside('s2', () => {
    size.record(0);
    for (let exponent = -1074; exponent < 53; exponent += 1) size.record(2 ** exponent);
  });
  expect(exemplarsIn(reading)['shop_size_bytes']).toHaveLength(20);
});

describe('with several readers', () => {
  it('each gets what was recorded since it read last, cumulative and delta alike', () => {
    const { spans, kept, orders } = wired();
    const [often, seldom] = [kept.reading('cumulative'), kept.reading('delta')];
    const order = (span: string) => spans.inside(span, () => orders.add(1, { country: 'NO' }));
    order('s1');
    expect(exemplarsIn(often)).toEqual({ shop_orders: ['1 s1'] });
    expect(exemplarsIn(often)).toEqual({});
    expect(exemplarsIn(seldom)).toEqual({ shop_orders: ['1 s1'] });
    order('s2');
    expect(exemplarsIn(often)).toEqual({ shop_orders: ['1 s2'] });
    order('s3');
    expect(exemplarsIn(often)).toEqual({ shop_orders: ['1 s3'] });
    // What was newer has taken the place of s2.
    expect(exemplarsIn(seldom)).toEqual({ shop_orders: ['1 s3'] });
    expect(exemplarsIn(seldom)).toEqual({});
  });

  it('gives what is recorded while a reader reads to its next reading', () => {
    const { spans, kept, orders } = wired();
    const order = (country: string, span: string) => spans.inside(span, () => orders.add(1, { country }));
    order('NO', 's1');
    order('SE', 's1');
    const reading = kept.reading();
    const points = reading.collect().metrics.find(({ metric }) => metric.name === 'shop_orders')!.points;
    const seen: string[] = [];
    for (const { attributes, exemplars } of points) {
      seen.push(...exemplars.map(({ spanId }) => `${String(attributes['country'])} ${spanId}`));
      order('FI', 's2');
      order('NO', 's2');
    }
    expect(seen).toEqual(['NO s1', 'SE s1']);
    expect(exemplarsIn(reading)).toEqual({ shop_orders: ['1 s2', '1 s2'] });
  });

  it('keeps an exemplar for whoever has collected and not looked', () => {
    const { spans, kept, orders } = wired();
    spans.inside('s1', () => orders.add(1, { country: 'NO' }));
    const reading = kept.reading('delta');
    reading.collect();
    expect(exemplarsIn(reading)).toEqual({ shop_orders: ['1 s1'] });
  });
});

it('forgets with the series', () => {
  const { spans, kept, orders, wait } = wired();
  spans.inside('s1', () => {
    orders.add(1, { country: 'NO' });
    wait.record(1);
  });
  kept.reset();
  orders.add(1, { country: 'SE' });
  wait.record(1);
  expect(exemplarsIn(kept.reading())).toEqual({});
});

it('records all the same where the span cannot be asked for, and says so once', () => {
  const problems: Problem[] = [];
  using _ = onProblem((problem) => void problems.push(problem));
  const broken: SampledSpans = {
    open: 1,
    current() {
      throw new Error('broken');
    },
  };
  const kept = store({ sampledSpans: broken });
  const { orders } = bind(catalog, kept);
  orders.add(1, { country: 'NO' });
  orders.add(1, { country: 'NO' });
  expect(kept.value(catalog.metrics.orders)).toBe(2);
  expect(exemplarsIn(kept.reading())).toEqual({});
  expect(problems.map(({ key }) => key)).toEqual(['record.exemplar']);
});

it.each([[null], [5], [{}], [{ open: 1 }]])('refuses %j for spans', (sampledSpans) => {
  expect(() => store({ sampledSpans: sampledSpans as unknown as SampledSpans })).toThrow(
    /^sampledSpans: .* cannot be asked for spans; give an object with open and current\(\)$/,
  );
});
