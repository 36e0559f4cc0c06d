import {
  bind,
  counter,
  defineCatalog,
  discardedRecordings,
  histogram,
  scoped,
  text,
  upDownCounter,
} from '@portcall/metrics';
import { op, startTracing, traced, withAttributes } from '@portcall/trace';
import { expectProblems } from '../../fail-on-problems.js';
import type { Suite } from '../suite.js';

const catalog = () =>
  defineCatalog({
    scope: 'till',
    metrics: {
      sales: counter({ name: 'sales', description: 'Sales.', attributes: { country: text(), tenant: scoped(text()) } }),
      stock: upDownCounter({ name: 'stock', description: 'Stock.' }),
      wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Wait.', boundaries: [1] }),
    },
  });

const { metrics } = catalog();
const begin = () => op('begin', '', () => 0);
const commit = () => op('commit', '', () => 0);
const rollback = () => op('rollback', '', () => 0);

/** Runs something in a traced call. */
function inCall<T>(body: () => T): T {
  using _ = startTracing();
  return traced('sell', { type: 'mutation' }, body)();
}

const discarded = (name: string): number => discardedRecordings().find(({ metric }) => metric === name)?.count ?? 0;

export function commitSentences({ open, itReads, itReadsAndGuards }: Suite): void {
  itReads('counts what is recorded with onCommit when its transaction commits, and not before', async () => {
    const trial = open();
    const { sales, stock, wait } = bind(catalog(), trial.backend);
    const attributes = { country: 'NO' };
    inCall(() => {
      begin();
      withAttributes({ tenant: 'acme' }, () => sales.onCommit.add(2, attributes));
      stock.onCommit.add(-2);
      wait.onCommit.record(0.5);
      attributes.country = 'changed';
      sales.add(1, { country: 'before' });
      commit();
      stock.onCommit.add(5);
    });
    expect(await trial.readMetric(metrics.sales)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ attributes: { country: 'NO', tenant: 'acme' }, value: 2 }),
        expect.objectContaining({ attributes: { country: 'before' }, value: 1 }),
      ]),
    );
    expect(await trial.readMetric(metrics.stock)).toMatchObject([{ value: 3 }]);
    expect(await trial.readMetric(metrics.wait)).toHaveLength(1);
  });

  itReads('discards it, and counts that, when its transaction rolls back', async () => {
    const trial = open();
    const { stock } = bind(catalog(), trial.backend);
    const before = discarded('till_stock');
    inCall(() => {
      begin();
      stock.onCommit.add(7);
      stock.onCommit.add(7);
      rollback();
      begin();
      stock.onCommit.add(1);
      commit();
    });
    expect(await trial.readMetric(metrics.stock)).toMatchObject([{ value: 1 }]);
    expect(discarded('till_stock') - before).toBe(2);
  });

  itReads('counts at once outside of a transaction, and outside of a call', async () => {
    const trial = open();
    const { stock } = bind(catalog(), trial.backend);
    stock.onCommit.add(1);
    inCall(() => {
      stock.onCommit.add(2);
      begin();
      rollback();
      stock.onCommit.add(4);
    });
    expect(await trial.readMetric(metrics.stock)).toMatchObject([{ value: 7 }]);
  });

  itReadsAndGuards('refuses what no series can have when it is committed', () => {
    const { sales } = bind(catalog(), open().backend);
    inCall(() => {
      begin();
      sales.onCommit.add(1, {} as { country: string });
      sales.onCommit.add(Number.NaN, { country: 'NO' });
      commit();
    });
    expectProblems('record.refused till_sales');
  });
}
