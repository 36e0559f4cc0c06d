import { bind, counter, defineCatalog, histogram, oneOf, text, time, track, upDownCounter } from '@portcall/metrics';
import type { AnyRecorder } from '../../call.js';
import type { HistogramReading } from '../../plain-model.js';
import type { Suite } from '../suite.js';
import type { Row } from '../trial.js';

const ROUTE = { origin: text(), target: text() };
const ROWS: readonly Row[] = [
  ['visits', 1],
  ['orders', 2, { provider: 'openai', model: 'a' }],
  ['queue', -3, { lane: 'fast' }],
  ['stock', 4, { item: 'pen' }],
  ['packing', 5, { lane: 'slow', by: 'Ada' }],
];

/** What is taken from a recorder, and what is bound to attributes, goes on working by itself. */
export function handleSentences({ open, itReads, itReadsAndGuards }: Suite): void {
  itReads('records through verbs that are taken out of their recorders, bound ones too', async () => {
    const trial = open();
    for (const row of ROWS) {
      const [metric, value, attributes] = row;
      const { add, record, with: bound } = trial.recorders[metric];
      (add ?? record)?.(value, attributes);
      const { add: addBound, record: recordBound } = bound(attributes ?? {});
      (addBound ?? recordBound)?.(value);
      trial.expect(row, row);
    }
    await trial.expectModel();
  });

  itReads('keeps to the attributes as they were when the app changes its object', async () => {
    const trial = open();
    const attributes = { provider: 'openai', model: 'a' };
    const bound = trial.recorders.orders.with(attributes);
    bound.add?.(1);
    trial.recorders.orders.add?.(2, attributes);
    attributes.model = 'b';
    bound.add?.(4);
    trial.recorders.orders.add?.(8, attributes);
    trial.expect(['orders', 7, { provider: 'openai', model: 'a' }], ['orders', 8, { provider: 'openai', model: 'b' }]);
    await trial.expectModel();
  });

  itReads('tracks and times where it began, though the app changes its attributes meanwhile', async () => {
    const trial = open();
    const catalog = defineCatalog({
      scope: 'work',
      metrics: {
        open: upDownCounter({ name: 'open', description: 'Open.', attributes: { lane: text() } }),
        wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.', attributes: { lane: text() } }),
      },
    });
    const work = bind(catalog, trial.backend);
    const attributes = { lane: 'fast' };
    {
      using _open = track(work.open, attributes);
      using _wait = time(work.wait, attributes);
      attributes.lane = 'slow';
    }
    expect(await trial.readMetric(catalog.metrics.open)).toEqual([{ attributes: { lane: 'fast' }, value: 0 }]);
    const waits = await trial.readMetric(catalog.metrics.wait);
    expect(waits.map(({ attributes: of, value }) => [of, (value as HistogramReading).count])).toEqual([
      [{ lane: 'fast' }, 1],
    ]);
  });

  itReadsAndGuards(
    'gives a bound recorder its own values, though its metric is declared in another order too',
    async () => {
      const trial = open();
      const declared = (attributes: typeof ROUTE) =>
        defineCatalog({
          scope: 'air',
          metrics: { flights: counter({ name: 'flights', description: 'Flights.', attributes }) },
        });
      const catalog = declared(ROUTE);
      const turned = declared({ target: ROUTE.target, origin: ROUTE.origin });
      for (const either of [catalog, turned]) {
        const flights = bind(either, trial.backend).flights as AnyRecorder;
        flights.with({ origin: 'OSL', target: 'BGO' }).add?.(1);
        flights.add?.(1, { origin: 'OSL', target: 'BGO' });
      }
      expect(await trial.readMetric(catalog.metrics.flights)).toEqual([
        { attributes: { origin: 'OSL', target: 'BGO' }, value: 4 },
      ]);
    },
  );

  itReadsAndGuards('holds a bound recorder to the closed set of its own attribute, in whatever order', async () => {
    const trial = open();
    const [size, colour] = [oneOf('s', 'm'), oneOf('red', 'blue')];
    const declared = (attributes: { readonly size: typeof size; readonly colour: typeof colour }) =>
      defineCatalog({
        scope: 'air',
        metrics: { bags: upDownCounter({ name: 'bags', description: 'Bags.', attributes }) },
      });
    const catalog = declared({ size, colour });
    bind(catalog, trial.backend);
    bind(declared({ colour, size }), trial.backend).bags.with({ size: 's', colour: 'blue' }).add(1);
    expect(await trial.readMetric(catalog.metrics.bags)).toEqual([
      { attributes: { size: 's', colour: 'blue' }, value: 1 },
    ]);
  });
}
