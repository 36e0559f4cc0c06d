import {
  type BackendUnderTest,
  describeBackend,
  expectProblems,
  failOnProblems,
  type SeriesReading,
} from '@portcall/conformance';
import {
  type Backend,
  bind,
  counter,
  type Definition,
  defineCatalog,
  fanOut,
  noop,
  type Store,
  store,
  text,
} from '@portcall/metrics';

function readStore(from: Store): NonNullable<BackendUnderTest['read']> {
  return async (definition) => {
    await from.observed();
    return from.points(definition) as readonly SeriesReading[];
  };
}

describeBackend('noop', () => ({ backend: noop(), guards: 0 }));

describeBackend('store', (options) => {
  const backend = store(options);
  return { backend, read: readStore(backend) };
});

describeBackend('fanOut(store, noop)', (options) => {
  const first = store(options);
  return { backend: fanOut(first, noop()), read: readStore(first) };
});

describeBackend('fanOut(store, store), the first', (options) => {
  const first = store(options);
  return { backend: fanOut(first, store(options)), read: readStore(first), guards: 2 };
});

describeBackend('fanOut(store, store), the second', (options) => {
  const second = store(options);
  return { backend: fanOut(store(options), second), read: readStore(second), guards: 2 };
});

describeBackend('of somebody else, whose recorders only add and record', () => {
  const { backend, read } = plainBackend();
  return { backend, read, guards: 0, forgets: false };
});

describe('a backend that throws', () => {
  failOnProblems();

  it('reaches neither the app nor the other backends', () => {
    const kept = store();
    const { jobs } = bind(catalog, fanOut(throwingBackend(), kept));
    jobs.add(1, { kind: 'a' });
    jobs.with({ kind: 'a' }).add(2);
    expectProblems('record.backend work_jobs');
    expect(kept.value(catalog.metrics.jobs)).toBe(3);
  });

  it('reaches the app while it is bound, because then somebody is there to mend it', () => {
    const failing = { ...throwingBackend(), counter: () => fail() };
    expect(() => bind(catalog, fanOut(store(), failing))).toThrow('broken');
  });
});

const catalog = defineCatalog({
  scope: 'work',
  metrics: { jobs: counter({ name: 'jobs', description: 'Jobs done.', attributes: { kind: text() } }) },
});

/** As an OpenTelemetry meter is: one instrument per name, and a number per attributes object. */
function plainBackend(): { readonly backend: Backend; readonly read: NonNullable<BackendUnderTest['read']> } {
  const values = new Map<string, Map<string, number[]>>();
  const keep = (name: string): ((value: number, attributes?: object) => void) => {
    const ofMetric = values.get(name) ?? new Map<string, number[]>();
    values.set(name, ofMetric);
    return (value, attributes = {}) => {
      const key = JSON.stringify(attributes, Object.keys(attributes).sort());
      ofMetric.set(key, [...(ofMetric.get(key) ?? []), value]);
    };
  };
  const adding = ({ name }: Definition) => ({ add: keep(name) });
  const recording = ({ name }: Definition) => ({ record: keep(name) });
  return {
    backend: { counter: adding, upDownCounter: adding, gauge: recording, histogram: recording },
    read: (definition) =>
      [...(values.get(definition.name) ?? [])].map(([key, all]) => ({
        attributes: JSON.parse(key),
        value: together(definition, all),
      })),
  };
}

function together({ kind, boundaries }: Definition, values: readonly number[]): SeriesReading['value'] {
  const sum = values.reduce((total, value) => total + value, 0);
  if (kind === 'gauge') return values.at(-1) as number;
  if (boundaries === undefined) return sum;
  const [least, ...others] = [Number.NEGATIVE_INFINITY, ...boundaries];
  const uppers = [...others, Number.POSITIVE_INFINITY];
  const buckets = uppers.map((upper, index) => {
    const lower = index === 0 ? least : (uppers[index - 1] as number);
    return values.filter((value) => value > lower && value <= upper).length;
  });
  return { count: values.length, sum, buckets };
}

function throwingBackend(): Backend {
  const adding = () => ({ add: fail });
  const recording = () => ({ record: fail });
  return { counter: adding, upDownCounter: adding, gauge: recording, histogram: recording };
}

function fail(): never {
  throw new Error('broken');
}
