import { bind, counter, type Definition, defineCatalog, type MetricSpec, text, upDownCounter } from '@portcall/metrics';
import type { Suite } from './suite.js';

const description = 'Orders placed.';

const OTHERS: readonly (readonly [aspect: string, spec: MetricSpec])[] = [
  [
    'kind',
    upDownCounter({ name: 'orders', unit: '{order}', description, attributes: { provider: text(), model: text() } }),
  ],
  ['unit', counter({ name: 'orders', unit: '{piece}', description, attributes: { provider: text(), model: text() } })],
  ['attributes', counter({ name: 'orders', unit: '{order}', description, attributes: { provider: text() } })],
];

export function bindingSentences({ open, itReads, itGuards }: Suite): void {
  it('gives recorders that know their definitions', () => {
    const { recorders } = open();
    for (const recorder of Object.values(recorders)) {
      expect(recorder.definition).toMatchObject<Partial<Definition>>({
        scope: 'shop',
        name: expect.stringMatching(/^shop_/),
      });
    }
  });

  itReads('feeds the same series from a catalog that is bound twice', async () => {
    const trial = open();
    const again = trial.bindAgain();
    trial.record(['orders', 1, { provider: 'openai', model: 'a' }]);
    again.orders.add?.(2, { provider: 'openai', model: 'a' });
    again.packing.record?.(0.7, { lane: 'fast', by: 'Ada' });
    trial.expect(['orders', 2, { provider: 'openai', model: 'a' }], ['packing', 0.7, { lane: 'fast', by: 'Ada' }]);
    await trial.expectModel();
  });

  itGuards.each(OTHERS)('refuses to bind another %s under a name it has, and says what to do', (aspect, orders) => {
    const { backend } = open();
    const other = defineCatalog({ scope: 'shop', metrics: { orders } });
    expect(() => bind(other, backend)).toThrow(/^shop_orders: .*; rename one of them/);
    expect(() => bind(other, backend)).toThrow(aspect);
  });
}
