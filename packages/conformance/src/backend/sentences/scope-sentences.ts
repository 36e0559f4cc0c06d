import { bind, counter, defineCatalog, histogram, oneOf, scoped, text } from '@portcall/metrics';
import { withAttributes } from '@portcall/trace';
import * as fc from 'fast-check';
import { expectProblems } from '../../fail-on-problems.js';
import type { Suite } from '../suite.js';
import type { Trial } from '../trial.js';

const catalog = () =>
  defineCatalog({
    scope: 'tenancy',
    metrics: {
      orders: counter({
        name: 'orders',
        description: 'Orders placed.',
        attributes: { country: text(), tenant: scoped(text()), plan: scoped(oneOf('free', 'paid')) },
      }),
      visits: counter({ name: 'visits', description: 'Visits.', attributes: { tenant: scoped(text()) } }),
      wait: histogram({
        name: 'wait_seconds',
        unit: 's',
        description: 'Wait.',
        attributes: { tenant: scoped(text()), country: text() },
        boundaries: [1],
      }),
    },
  });

const { metrics } = catalog();
const NO = { country: 'NO' };

/** The attributes of the series of a metric, in a fixed order. */
async function seriesOf(trial: Trial, metric: keyof typeof metrics): Promise<readonly string[]> {
  const series = await trial.readMetric(metrics[metric]);
  const said = series.map(({ attributes, ...rest }) =>
    [
      ...Object.entries(attributes)
        .map(([key, value]) => `${key}=${String(value)}`)
        .sort(),
      JSON.stringify(rest),
    ].join(' '),
  );
  return said.filter((line) => !line.includes('"value":0')).sort();
}

export function scopeSentences({ open, itReads, itReadsAndGuards }: Suite): void {
  itReads('takes a scoped attribute from what is around, unless it is given', async () => {
    const trial = open();
    const { orders, visits, wait } = bind(catalog(), trial.backend);
    withAttributes({ tenant: 'acme', plan: 'paid' }, () => {
      orders.add(1, NO);
      orders.add(2, { ...NO, tenant: 'own' });
      visits.add(3);
      visits.add(4, {});
      wait.record(0.5, NO);
    });
    orders.add(5, NO);
    const sums = new Map((await trial.readMetric(metrics.orders)).map(({ attributes, value }) => [attributes, value]));
    expect([...sums]).toEqual(
      expect.arrayContaining([
        [{ country: 'NO', tenant: 'acme', plan: 'paid' }, 1],
        [{ country: 'NO', tenant: 'own', plan: 'paid' }, 2],
        [{ country: 'NO' }, 5],
      ]),
    );
    expect(await trial.readMetric(metrics.visits)).toMatchObject([{ attributes: { tenant: 'acme' }, value: 7 }]);
    expect(await trial.readMetric(metrics.wait)).toMatchObject([{ attributes: { tenant: 'acme', country: 'NO' } }]);
  });

  itReads('is of one scope where it is bound', async () => {
    const trial = open();
    const { visits } = bind(catalog(), trial.backend);
    const inside = withAttributes({ tenant: 'acme' }, () => visits.with({}));
    const outside = visits.with({});
    withAttributes({ tenant: 'other' }, () => {
      inside.add(1);
      outside.add(2);
    });
    const series = await trial.readMetric(metrics.visits);
    expect(series.map(({ attributes, value }) => [attributes, value])).toEqual(
      expect.arrayContaining([
        [{ tenant: 'acme' }, 1],
        [{}, 2],
      ]),
    );
  });

  itReadsAndGuards('records without a value from around that does not fit, and says so', async () => {
    const trial = open();
    const { orders } = bind(catalog(), trial.backend);
    withAttributes({ tenant: 'acme', plan: 'gold' }, () => orders.add(1, NO));
    withAttributes({ tenant: 7 }, () => orders.add(2, NO));
    expectProblems('record.scope tenancy_orders');
    const series = await trial.readMetric(metrics.orders);
    expect(series.map(({ attributes, value }) => [attributes, value])).toEqual(
      expect.arrayContaining([
        [{ country: 'NO', tenant: 'acme' }, 1],
        [{ country: 'NO' }, 2],
      ]),
    );
  });

  itReadsAndGuards('still leaves out, refuses and counts what it is given', async () => {
    const trial = open();
    const { orders } = bind(catalog(), trial.backend);
    withAttributes({ tenant: 'acme' }, () => {
      orders.add(1, { ...NO, colour: 'red' } as typeof NO);
      orders.add(1, {} as typeof NO);
      orders.add(Number.NaN, NO);
      orders.add(1, 'NO' as unknown as typeof NO);
    });
    expectProblems('record.undeclared tenancy_orders', 'record.refused tenancy_orders');
    expect(await seriesOf(trial, 'orders')).toHaveLength(1);
  });

  itReads('is what giving the attributes of all scopes around would be', async () => {
    const scope = fc.record({
      tenant: fc.constantFrom('a', 'b', undefined),
      plan: fc.constantFrom('free', 'paid', undefined),
    });
    const given = fc.record({ tenant: fc.constantFrom('x', undefined) });
    const recording = fc.record({ scopes: fc.array(scope, { maxLength: 3 }), given });
    await fc.assert(
      fc.asyncProperty(fc.array(recording, { maxLength: 12 }), async (recordings) => {
        const [trial, told] = [open(), open()];
        const { orders } = bind(catalog(), trial.backend);
        const plain = bind(catalog(), told.backend).orders;
        for (const { scopes, given: own } of recordings) {
          const add = scopes.reduceRight<() => void>(
            (inner, attributes) => () => withAttributes(attributes, inner),
            () => orders.add(1, { ...NO, ...own }),
          );
          add();
          const defined = [...scopes, own].flatMap((one) =>
            Object.entries(one).filter(([, value]) => value !== undefined),
          );
          plain.add(1, { ...NO, ...Object.fromEntries(defined) });
        }
        expect(await seriesOf(trial, 'orders')).toEqual(await seriesOf(told, 'orders'));
      }),
      { numRuns: 20 },
    );
  });
}
