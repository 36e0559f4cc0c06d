import fc from 'fast-check';
import { targetLabels } from './target-labels.js';

it('joins the values of keys that become one label, in the order of the keys', () => {
  expect(targetLabels({ a_b: 'two', 'service.name': 'shop', 'a.b': 'one', '': 'nothing', '1x': 1 })).toEqual({
    a_b: 'one;two',
    service_name: 'shop',
    key_1x: '1',
  });
});

it('gives labels that Prometheus takes, each once, whatever the keys', () => {
  const key = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a1._-]{0,4}$/));
  fc.assert(
    fc.property(fc.dictionary(key, fc.string({ unit: 'binary' })), (attributes) => {
      const labels = Object.keys(targetLabels(attributes));
      for (const label of labels) expect(label).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
    }),
  );
});

it('keeps every value', () => {
  const attributes = fc.dictionary(fc.stringMatching(/^[a1._-]{1,4}$/), fc.string());
  fc.assert(
    fc.property(attributes, (given) => {
      const shown = Object.values(targetLabels(given)).join(';').length;
      expect(shown).toBe(Object.values(given).join(';').length);
    }),
  );
});
