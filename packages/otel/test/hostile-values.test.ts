import { context, type Span, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { emptyResource } from '@opentelemetry/resources';
import { AlwaysOnSampler } from '@opentelemetry/sdk-trace-base';

import { allowProblems, failOnProblems } from '@portcall/conformance';
import { otelSpans } from '@portcall/otel';
import { DEFAULT_SPAN_LIMITS } from '@portcall/otel/internal';
import { startTracing, traced } from '@portcall/trace';
import fc from 'fast-check';

failOnProblems();

const CALLS = 100_000;
const METHODS = [
  'setAttribute',
  'setAttributes',
  'addEvent',
  'recordException',
  'addLink',
  'addLinks',
  'setStatus',
  'updateName',
  'isRecording',
  'spanContext',
  'end',
] as const;

class Throwing {
  get x(): never {
    throw new Error('getter');
  }
  get context(): never {
    throw new Error('context');
  }
  toString(): never {
    throw new Error('toString');
  }
  toJSON(): never {
    throw new Error('toJSON');
  }
  [Symbol.toPrimitive](): never {
    throw new Error('toPrimitive');
  }
}

const refuse = (): never => {
  throw new Error('trap');
};
const throwing: ProxyHandler<object> = {
  get: refuse,
  has: refuse,
  ownKeys: refuse,
  getPrototypeOf: refuse,
  getOwnPropertyDescriptor: refuse,
};

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const circular: Record<string, unknown> = {};
circular['self'] = circular;

const HOSTILE: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => Number.NaN,
  () => Number.NEGATIVE_INFINITY,
  () => 1e300,
  () => -5,
  () => 10n,
  () => Symbol('s'),
  () => () => 1,
  () => Throwing,
  () => new Throwing(),
  () => Object.assign(Object.create(null), { code: Object.create(null) }),
  () => circular,
  () => ({ attributes: { ...circular, list: [1n] }, context: { traceId: 5, spanId: Symbol('id') } }),
  () => ({
    get [['message', 'code', 'a', 'attributes'][Math.floor(Math.random() * 4)] as string]() {
      throw new Error('getter');
    },
  }),
  () => JSON.parse('{"__proto__":{"polluted":1},"constructor":[]}'),
  () => new Proxy({}, throwing),
  () => new Proxy([], throwing),
  () => new Proxy(() => 1, throwing),
  () => revoked({}),
  () => revoked([]),
  () => new Proxy([1], { get: (list, name) => (name === 'length' ? 2 ** 32 : Reflect.get(list, name)) }),
  () => new Array(2 ** 32 - 1),
  () => new Date(Number.NaN),
  () => [Number.NaN, -1],
  () => ['\ud800', '__proto__', ''],
  () => '\ud83d',
  () => '__proto__',
  () => '',
  () => 'text',
  () => new Map([[1, 2]]),
  () => Promise.resolve(1),
  () => Object.assign(new Error('e'), { stack: 5, name: Symbol('n'), code: Object.create(null) }),
];

function deep(): unknown {
  let nested: unknown = 1;
  for (let i = 0; i < 5_000; i += 1) nested = { nested };
  return nested;
}

// As functions that make them, because fast-check looks into the values it draws.
const hostile: fc.Arbitrary<() => unknown> = fc.oneof(
  fc.constantFrom(...HOSTILE, deep),
  fc.anything().map((value) => () => value),
);

beforeAll(() => context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());

type Step = readonly [keyof Span, readonly (() => unknown)[]];

it('takes whatever is done to the active span inside of a traced function, and throws nothing', () => {
  allowProblems();
  let ended = 0;
  using _tracing = startTracing({
    spans: otelSpans({
      pipeline: {
        sampler: new AlwaysOnSampler(),
        samplesByTraceId: false,
        resource: emptyResource(),
        scope: { name: 'test' },
        limits: DEFAULT_SPAN_LIMITS,
        onStart: () => {},
        onEnd(span) {
          ended += 1;
          const { attributes, events } = span as unknown as { attributes: object; events: readonly unknown[] };
          expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
          expect(events.length).toBeLessThanOrEqual(DEFAULT_SPAN_LIMITS.eventCountLimit);
        },
      },
    }),
  });
  const perRun = 100;
  const steps = fc.array(fc.tuple(fc.constantFrom(...METHODS), fc.array(hostile, { maxLength: 3 })), {
    minLength: perRun,
    maxLength: perRun,
  });
  let calls = 0;
  const work = traced('work', { type: 'query' }, (program: readonly Step[]) => {
    const span = trace.getActiveSpan();
    if (span === undefined) throw new Error('no active span');
    for (const [method, given] of program) {
      Reflect.apply(
        span[method],
        span,
        given.map((make) => make()),
      );
      calls += 1;
    }
  });
  fc.assert(
    fc.property(steps, (program) => work(program)),
    { numRuns: CALLS / perRun, endOnFailure: true },
  );
  expect([calls, ended]).toEqual([CALLS, CALLS / perRun]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
