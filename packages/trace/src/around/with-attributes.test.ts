import { setTimeout as after } from 'node:timers/promises';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { scopeHere } from '@portcall/core/internal';
import { traceEveryTest } from '../../test/trace-every-test.js';
import { openCall, runScheduled, type StartingCall, traced, untraced, withAttributes } from '../index.js';
import { noSpan, runCarrying } from '../internal.js';

failOnProblems();

const starting: StartingCall[] = [];
const tracing = traceEveryTest({
  spans: {
    open(call) {
      starting.push({ ...call, attributes: call.attributes });
      return noSpan;
    },
  },
});
afterEach(() => {
  starting.length = 0;
});

const here = () => scopeHere.attributes?.();
const find = traced('find', { type: 'query' }, async () => after(1));

it('gives the calls inside their attributes, from their beginning on', async () => {
  await withAttributes({ tenant: 'acme', seats: 3, trial: false }, find);
  expect(tracing.only().attributes).toEqual({ tenant: 'acme', seats: 3, trial: false });
  expect(starting[0]?.attributes).toEqual({ tenant: 'acme', seats: 3, trial: false });
});

it('holds in everything that is started inside, however deep and however late', async () => {
  const seen: unknown[] = [];
  await withAttributes({ tenant: 'acme' }, async () => {
    await after(1);
    seen.push(here());
    const call = traced('call', { type: 'action' }, async () => {
      await after(1);
      seen.push(here());
      await runCarrying({}, async () => {
        await after(1);
        seen.push(here());
        await find();
      });
      untraced(() => seen.push(here()));
      await runScheduled({}, find);
    });
    await call();
  });
  expect(seen).toEqual(Array.from({ length: 4 }, () => ({ tenant: 'acme' })));
  expect(tracing.log.recent().map(({ attributes }) => attributes)).toEqual(
    Array.from({ length: 3 }, () => ({ tenant: 'acme' })),
  );
  expect(here()).toBeUndefined();
});

it('lies in another one, whose values it keeps or replaces', () => {
  const inner = () => withAttributes({ tenant: 'inner', region: undefined, shop: 's' }, here);
  expect(withAttributes({ tenant: 'outer', region: 'eu' }, inner)).toEqual({
    tenant: 'inner',
    region: 'eu',
    shop: 's',
  });
  expect(withAttributes({ tenant: 'outer' }, () => [inner(), here()][1])).toEqual({ tenant: 'outer' });
});

it('is of each request for itself where many run at the same time', async () => {
  const tenants = ['a', 'b', 'c', 'd'];
  const served = await Promise.all(
    tenants.map((tenant) =>
      withAttributes({ tenant }, async () => {
        await after(Math.random() * 5);
        await find();
        return here()?.['tenant'];
      }),
    ),
  );
  expect(served).toEqual(tenants);
  expect(
    tracing.log
      .recent()
      .map(({ attributes }) => attributes?.['tenant'])
      .sort(),
  ).toEqual(tenants);
});

it('is beside what is said of an opened call, which counts', () => {
  const call = withAttributes({ tenant: 'acme', 'http.route': '/' }, () =>
    openCall('GET', { type: 'query', attributes: { 'http.route': '/lots' } }),
  );
  call?.run(() =>
    withAttributes(
      { user: 'ada' },
      traced('find', { type: 'query' }, () => 0),
    ),
  );
  call?.succeeded();
  const [outer, inner] = tracing.log.recent();
  expect(outer?.attributes).toEqual({ tenant: 'acme', 'http.route': '/lots' });
  expect(inner?.attributes).toEqual({ tenant: 'acme', 'http.route': '/', user: 'ada' });
});

it('gives and throws what runs in it', () => {
  expect(withAttributes({ tenant: 'acme' }, (a: number, b: number) => a + b, 1, 2)).toBe(3);
  const lost = new Error('lost');
  const losing = (): never => {
    throw lost;
  };
  expect(() => withAttributes({ tenant: 'acme' }, losing)).toThrow(lost);
});

it('works while nothing is traced', async () => {
  tracing.running.stop();
  const seen = await withAttributes({ tenant: 'acme' }, async () => {
    await after(1);
    return here();
  });
  expect(seen).toEqual({ tenant: 'acme' });
});

it('leaves out what is no attribute, and says so', () => {
  const hostile = {
    fine: 'yes',
    list: [1],
    half: '\ud800',
    long: 'x'.repeat(2_049),
    none: Number.NaN,
    '': 'x',
    nothing: null,
  } as unknown as Record<string, string>;
  expect(withAttributes(hostile, here)).toEqual({ fine: 'yes' });
  const unreadable = Object.defineProperty({}, 'key', {
    enumerable: true,
    get() {
      throw new Error('no');
    },
  });
  expect(withAttributes(unreadable, here)).toEqual({});
  expect(withAttributes(undefined as never, here)).toEqual({});
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`key${n}`, n]));
  expect(Object.keys(withAttributes(many, here) ?? {})).toHaveLength(64);
  expectProblems('call.attribute withAttributes()');
});

it('takes texts, numbers and booleans alone', () => {
  // @ts-expect-error lists have no label
  expect(withAttributes({ list: ['a'] }, here)).toEqual({});
  expectProblems('call.attribute withAttributes()');
});

it.each(['acme', ['acme'], 7])('takes no letters and no items for attributes: %j', (given) => {
  const inside = traced('inside', { type: 'query' }, () => 1);
  expect(withAttributes(given as never, inside)).toBe(1);
  expect(tracing.only().attributes ?? {}).toEqual({});
  expectProblems('call.attribute withAttributes()');
});
