import { expectProblems, failOnProblems } from '@portcall/conformance';
import { problems } from '@portcall/core';
import {
  type Adding,
  type Backend,
  bind,
  counter,
  defineCatalog,
  fanOut,
  histogram,
  store,
  text,
} from '@portcall/metrics';

failOnProblems();

const catalog = defineCatalog({
  scope: 'work',
  metrics: {
    jobs: counter({ name: 'jobs', description: 'Jobs done.', attributes: { kind: text() } }),
    wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.', attributes: { kind: text() } }),
  },
});
const KIND = { kind: 'a' };

/** What somebody else's recorder may look like, each of which throws or rejects. */
const FAILING: readonly (readonly [what: string, recorder: () => object])[] = [
  ['throws', () => ({ add: fail, record: fail })],
  ['rejects', () => ({ add: reject, record: reject })],
  ['throws and has `with` and `definition`', () => ({ add: fail, record: fail, with: () => ours(), definition: {} })],
  ['throws and has a `with` that throws', () => ({ add: fail, record: fail, with: fail, definition: {} })],
  ['throws and spreads one of ours', () => ({ ...ours(), add: fail, record: fail })],
  [
    'throws and inherits from one of ours',
    () => Object.create(ours(), { add: { value: fail }, record: { value: fail } }),
  ],
  ['throws and is a proxy of one of ours', () => new Proxy({ ...ours() }, { get: () => fail })],
];

describe.each(FAILING)('a backend whose recorder %s', (_, recorder) => {
  const failing = { counter: recorder, upDownCounter: recorder, gauge: recorder, histogram: recorder } as Backend;

  it('reaches the app neither at once nor later, and is counted', async () => {
    const { jobs, wait } = bind(catalog, failing);
    jobs.add(1, KIND);
    jobs.with(KIND).add(2);
    wait.record(1, KIND);
    wait.with(KIND).record(2);
    await new Promise(setImmediate); // An unhandled rejection would end the test run.
    expectProblems('record.backend work_jobs', 'record.backend work_wait_seconds');
    expect(problems().map(({ count }) => count)).toEqual([2, 2]);
  });

  it('leaves the other backends of a fan-out everything', async () => {
    const [before, after] = [store(), store()];
    const { jobs, wait } = bind(catalog, fanOut(before, failing, after));
    jobs.add(1, KIND);
    jobs.with(KIND).add(2);
    wait.with(KIND).record(2);
    await new Promise(setImmediate);
    expectProblems('record.backend work_jobs', 'record.backend work_wait_seconds');
    for (const kept of [before, after]) {
      expect([kept.value(catalog.metrics.jobs), kept.value(catalog.metrics.wait).sum]).toEqual([3, 2]);
    }
  });
});

it.each([undefined, null, {}, { record: fail }, 7])(
  'is refused where it gives %p for a counter, while it is bound',
  (given) => {
    const backend = { ...store(), counter: () => given as unknown as Adding };
    expect(() => bind(catalog, backend)).toThrow(
      /^work_jobs: the backend's counter\(\) gave .*, which has no add\(\); give/,
    );
  },
);

it('is known as ours across copies of the package, so that nothing stands between there', () => {
  const seen: Adding[] = [];
  const inner = anotherCopy().store();
  const watching: Backend = {
    ...inner,
    counter(definition) {
      const recorder = inner.counter(definition);
      seen.push(recorder);
      return recorder;
    },
  };
  const { jobs } = bind(catalog, watching);
  expect(seen).toHaveLength(1);
  expect(jobs.add).toBe(seen[0]?.add);
});

function anotherCopy(): typeof import('@portcall/metrics') {
  let copy: typeof import('@portcall/metrics') | undefined;
  jest.isolateModules(() => {
    copy = jest.requireActual('@portcall/metrics');
  });
  if (copy === undefined || copy.store === store) throw new Error('no other copy');
  return copy;
}

function ours(): object {
  return store().counter(catalog.metrics.jobs);
}

function fail(): never {
  throw new Error('broken');
}

async function reject(): Promise<never> {
  throw new Error('broken later');
}
