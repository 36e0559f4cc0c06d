import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { metrics as api } from '@opentelemetry/api';
import { expectProblems, failOnProblems, type SeriesReading } from '@portcall/conformance';
import {
  bind,
  counter,
  type Definition,
  defineCatalog,
  gauge,
  observe,
  oneOf,
  text,
  upDownCounter,
} from '@portcall/metrics';
import { instruments, meterProviderChanged } from '@portcall/otel';
import { RealMeter } from './real-meter.js';

failOnProblems();
afterEach(() => {
  api.disable();
  meterProviderChanged();
});

const catalog = defineCatalog({
  scope: 'pool',
  version: '1.2.0',
  metrics: {
    size: gauge({
      name: 'size',
      unit: '{connection}',
      description: 'Connections there are.',
      attributes: { pool: text() },
    }),
    waiting: upDownCounter({ name: 'waiting', description: 'Requests waiting.' }),
    served: counter({ name: 'served', description: 'Requests served.' }),
    failed: counter({ name: 'failed', description: 'Requests failed.', attributes: { why: oneOf('full', 'closed') } }),
  },
});
const { size, waiting, served, failed } = catalog.metrics;

function register(): RealMeter {
  const meter = new RealMeter();
  api.setGlobalMeterProvider(meter.provider);
  meterProviderChanged();
  return meter;
}

const values = (series: readonly SeriesReading[]): readonly unknown[] => series.map(({ value }) => value);
const valuesOf = async (meter: RealMeter, metric: Definition): Promise<readonly unknown[]> =>
  values(await meter.read(metric));

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

it('are observable instruments of their kind, on a meter of the scope and version', async () => {
  const meter = new RealMeter();
  const backend = instruments(meter.provider);
  observe(backend, [size, waiting, served], (result) => {
    result.observe(size, 1, { pool: 'a' });
    result.observe(waiting, -2);
    result.observe(served, 3);
  });
  const [scope, ...others] = (await meter.collect()).scopeMetrics;
  expect(others).toEqual([]);
  expect(scope!.scope).toMatchObject({ name: 'pool', version: '1.2.0' });
  const seen = scope!.metrics.map(({ descriptor: { name, unit }, dataPointType, dataPoints, ...rest }) => [
    name,
    unit,
    dataPointType,
    'isMonotonic' in rest && rest.isMonotonic,
    dataPoints.map(({ value }) => value),
  ]);
  const [GAUGE, SUM] = [2, 3];
  expect(seen).toEqual([
    ['pool_size', '{connection}', GAUGE, false, [1]],
    ['pool_waiting', '', SUM, false, [-2]],
    ['pool_served', '', SUM, true, [3]],
  ]);
});

it('call a callback of several metrics once per collection', async () => {
  const meter = new RealMeter();
  let calls = 0;
  observe(instruments(meter.provider), [size, waiting, served], () => {
    calls += 1;
  });
  await meter.collect();
  await meter.collect();
  expect(calls).toBe(2);
});

it('are observed where a provider comes later, and move over to the next one', async () => {
  const backend = instruments();
  using _ = observe(backend, served, (result) => result.observe(5));
  const first = register();
  expect(await valuesOf(first, served)).toEqual([5]);
  api.disable();
  meterProviderChanged();
  expect(await valuesOf(first, served)).toEqual([5]); // the last export of a registration that ends
  const second = register();
  expect(await valuesOf(second, served)).toEqual([5]);
});

it('are held by nobody but the provider, and by the wait for one', async () => {
  (() => observe(instruments(), served, (result) => result.observe(7)))();
  collectGarbage();
  const first = register();
  collectGarbage();
  expect(await valuesOf(first, served)).toEqual([7]);
  api.disable();
  meterProviderChanged();
  collectGarbage();
  const second = register();
  expect(await valuesOf(second, served)).toEqual([7]);
});

it('are not called once undone, before there is a provider and after', async () => {
  let calls = 0;
  const count = () => {
    calls += 1;
  };
  const backend = instruments();
  observe(backend, served, count)();
  const undo = observe(backend, waiting, count);
  const meter = register();
  undo();
  undo();
  await meter.collect();
  expect(calls).toBe(0);
});

it('come and go by the thousand, and leave nothing that is called', async () => {
  const meter = new RealMeter();
  const backend = instruments(meter.provider);
  let calls = 0;
  for (let index = 0; index < 1_000; index += 1) {
    using _ = observe(backend, size, (result) => {
      calls += 1;
      result.observe(index, { pool: 'a' });
    });
    if (index % 100 === 0) expect(await valuesOf(meter, size)).toEqual([index]);
  }
  await meter.collect();
  expect(calls).toBe(10);
});

it('refuse a counter that was bound before, as it has begun at zero there; bound later it has no zero', async () => {
  const meter = new RealMeter();
  const before = instruments(meter.provider);
  bind(catalog, before);
  expect(() => observe(before, failed, () => {})).toThrow(
    /^pool_failed: was bound before, and has begun at zero, which OpenTelemetry cannot forget; observe it first/,
  );
  observe(before, size, (result) => result.observe(1, { pool: 'a' }));
  expect(await valuesOf(meter, size)).toEqual([1]);

  const other = new RealMeter();
  const backend = instruments(other.provider);
  observe(backend, failed, (result) => result.observe(2, { why: 'full' }));
  bind(catalog, backend).failed.add(1, { why: 'full' });
  expectProblems('record.refused pool_failed');
  expect(await valuesOf(other, failed)).toEqual([2]);
});

it('keep what an instrument throws away from the app', () => {
  const meter = new RealMeter().provider.getMeter('x');
  const broken = Object.create(meter, {
    createObservableGauge: {
      value: () => {
        throw new Error('a view threw');
      },
    },
  });
  observe(instruments(broken), size, () => {});
  expectProblems('record.instrument pool_size');
});
