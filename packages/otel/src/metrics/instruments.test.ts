import { type Attributes, diag, metrics } from '@opentelemetry/api';
import { AggregationType, type ViewOptions } from '@opentelemetry/sdk-metrics';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import { problems } from '@portcall/core';
import {
  bind,
  counter,
  defineCatalog,
  gauge,
  histogram,
  oneOf,
  type Recorders,
  text,
  upDownCounter,
} from '@portcall/metrics';
import { RealMeter } from '../../test/real-meter.js';
import { instruments, meterProviderChanged } from '../index.js';
import { EARLY_HISTOGRAM_VALUES, instrumentsOf, type SourceState } from '../internal.js';

failOnProblems();
afterEach(() => {
  metrics.disable();
  meterProviderChanged();
});

const specs = {
  orders: counter({ name: 'orders', unit: '{order}', description: 'Orders.', attributes: { country: text() } }),
  done: counter({ name: 'done', description: 'Done.', attributes: { channel: oneOf('web', 'app') } }),
  open: upDownCounter({ name: 'open', description: 'Open.' }),
  stock: gauge({ name: 'stock', description: 'Stock.' }),
  wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.', boundaries: [1, 2] }),
};
const catalog = defineCatalog({ scope: 'shop', version: '2.1.0', metrics: specs });

function recordOfEachKind({ orders, open, stock, wait }: Recorders<typeof specs>): void {
  orders.add(2, { country: 'NO' });
  orders.add(3, { country: 'NO' });
  open.add(4);
  open.add(-1);
  stock.record(9);
  stock.record(7);
  wait.record(0.5);
  wait.record(2.5);
}

const OF_EACH_KIND = [
  'shop_orders{"country":"NO"} 5',
  'shop_done{"channel":"web"} 0',
  'shop_done{"channel":"app"} 0',
  'shop_open{} 3',
  'shop_stock{} 7',
  'shop_wait_seconds{} count 2 sum 3',
];

/** Everything a meter has, series by series. */
async function read(meter: RealMeter): Promise<string[]> {
  const lines = await Promise.all(
    Object.values(catalog.metrics).map(async (definition) =>
      (await meter.read(definition)).map(({ attributes, value }) => {
        const shown = typeof value === 'number' ? value : `count ${value.count} sum ${value.sum}`;
        return `${definition.name}${JSON.stringify(attributes)} ${shown}`;
      }),
    ),
  );
  return lines.flat();
}

function register(): RealMeter {
  const meter = new RealMeter();
  metrics.setGlobalMeterProvider(meter.provider);
  return meter;
}

describe('instruments of the global provider', () => {
  it('record where it is there already', async () => {
    const meter = register();
    recordOfEachKind(bind(catalog, instruments()));
    expect(await read(meter)).toEqual(OF_EACH_KIND);
  });

  it('hand over what was recorded before, at once where the provider is announced', async () => {
    recordOfEachKind(bind(catalog, instruments()));
    const meter = register();
    meterProviderChanged();
    expect(await read(meter)).toEqual(OF_EACH_KIND);
  });

  it('find a provider nobody announced with the next recording', async () => {
    const recorders = bind(catalog, instruments());
    recordOfEachKind(recorders);
    const meter = register();
    recorders.done.add(1, { channel: 'app' });
    expect(await read(meter)).toEqual(OF_EACH_KIND.map((line) => line.replace('"app"} 0', '"app"} 1')));
  });

  it('find a provider nobody announced within a quarter of a second', async () => {
    recordOfEachKind(bind(catalog, instruments()));
    const meter = register();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await read(meter)).toEqual(OF_EACH_KIND);
  });

  it('hand everything over once', async () => {
    recordOfEachKind(bind(catalog, instruments()));
    const meter = register();
    meterProviderChanged();
    meterProviderChanged();
    expect(await read(meter)).toEqual(OF_EACH_KIND);
  });

  it('keep what is recorded between two providers for the second, whose counters are born at zero too', async () => {
    const recorders = bind(catalog, instruments());
    const country = recorders.orders.with({ country: 'NO' });
    const first = register();
    country.add(1);
    metrics.disable();
    meterProviderChanged();
    country.add(10);
    const second = register();
    meterProviderChanged();
    country.add(100);
    expect(await read(first)).toContain('shop_orders{"country":"NO"} 1');
    expect(await read(second)).toEqual([
      'shop_orders{"country":"NO"} 110',
      'shop_done{"channel":"web"} 0',
      'shop_done{"channel":"app"} 0',
    ]);
  });

  it('count the histogram values for which there is no room', async () => {
    const recorders = bind(catalog, instruments());
    for (let i = 0; i < EARLY_HISTOGRAM_VALUES + 7; i += 1) recorders.wait.record(1);
    expectProblems('record.early shop_wait_seconds');
    expect(problems()[0]).toMatchObject({
      count: 7,
      message: expect.stringContaining('registerInstrumentation() earlier'),
    });
    const meter = register();
    meterProviderChanged();
    expect(await read(meter)).toContain(
      `shop_wait_seconds{} count ${EARLY_HISTOGRAM_VALUES} sum ${EARLY_HISTOGRAM_VALUES}`,
    );
  });
});

describe('an instrument', () => {
  it('has the definition’s unit, description and boundaries, on a meter of the catalog’s scope and version', async () => {
    const meter = new RealMeter();
    recordOfEachKind(bind(catalog, instruments(meter.provider)));
    const [scope, ...others] = (await meter.collect()).scopeMetrics;
    expect(others).toEqual([]);
    expect(scope?.scope).toMatchObject({ name: 'shop', version: '2.1.0' });
    const wait = scope?.metrics.find(({ descriptor }) => descriptor.name === 'shop_wait_seconds');
    expect(wait?.descriptor).toMatchObject({ unit: 's', description: 'Wait.' });
    expect(wait?.dataPoints[0]?.value).toMatchObject({ buckets: { boundaries: [1, 2], counts: [1, 0, 1] } });
  });

  it('that throws reaches nobody', () => {
    const meter = new RealMeter().provider.getMeter('x');
    const broken = Object.create(meter, {
      createCounter: {
        value: () => ({
          add(_value: number, _attributes?: Attributes) {
            throw new Error('a view threw');
          },
        }),
      },
    });
    bind(catalog, instruments(broken)).orders.add(1, { country: 'NO' });
    // The two counters of the catalog: one is born at zero when it is bound.
    expectProblems('record.instrument shop_orders', 'record.instrument shop_done');
  });
});

it('says problems to diag too', () => {
  const warned: string[] = [];
  const silent = () => {};
  diag.setLogger({
    error: silent,
    warn: (text) => void warned.push(text),
    info: silent,
    debug: silent,
    verbose: silent,
  });
  bind(catalog, instruments(new RealMeter().provider)).orders.add(Number.NaN, { country: 'NO' });
  diag.disable();
  expectProblems('record.refused shop_orders');
  expect(warned).toEqual([
    expect.stringMatching(/^portcall: shop_orders: refused a recording because NaN is not a number/),
  ]);
});

it('counts what is recorded after its source has closed', async () => {
  const meter = new RealMeter();
  let state: SourceState = 'open';
  const { backend, connect } = instrumentsOf({ state: () => state, meter: (name) => meter.provider.getMeter(name) });
  const { orders } = bind(catalog, backend);
  orders.add(1, { country: 'NO' });
  state = 'closed';
  connect();
  orders.add(1, { country: 'NO' });
  orders.add(1, { country: 'NO' });
  expectProblems('record.closed');
  expect(problems()).toEqual([expect.objectContaining({ key: 'record.closed', count: 2 })]);
  expect(await read(meter)).toContain('shop_orders{"country":"NO"} 1');
});

it('leaves exponential buckets to the views of the provider', async () => {
  const sent = histogram({ name: 'sent_bytes', unit: 'By', description: 'Sizes.', buckets: 'exponential' });
  const sizes = defineCatalog({ scope: 'files', metrics: { sent } });
  const view = {
    instrumentName: sizes.metrics.sent.name,
    aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const,
  };
  const valueIn = async (views: ViewOptions[]) => {
    const meter = new RealMeter(views);
    bind(sizes, instruments(meter.provider)).sent.record(1_000);
    return (await meter.collect()).scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.value;
  };
  expect(await valueIn([view])).toMatchObject({ count: 1, scale: 20, positive: { bucketCounts: [1] } });
  expect(await valueIn([])).toMatchObject({ count: 1, buckets: { boundaries: expect.arrayContaining([10_000]) } });
});
