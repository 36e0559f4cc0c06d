import type { AttributeValue } from '@portcall/metrics';
import fc from 'fast-check';
import { ByteText } from '../bytes/byte-text.js';
import { ColumnLabels } from './column-labels.js';

function written(labels: ColumnLabels, ...ids: readonly number[]): string {
  const out = new ByteText(64);
  labels.write(out, ids);
  return Buffer.from(out.take()).toString();
}

it('writes what stands for a number now, whatever stood for it before', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(undefined));
  const change = fc.tuple(fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: 3_000 })), value);
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const values = new Map<number, AttributeValue | undefined>();
      const labels = new ColumnLabels([{ key: 'a.b', valueOf: (id) => values.get(id) }], (key) => key);
      for (const [id, next] of changes) {
        values.set(id, next);
        const text = `${next}`.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
        expect(written(labels, id)).toBe(next === undefined ? '' : `"a.b"="${text}",`);
        expect(written(labels, id)).toBe(next === undefined ? '' : `"a.b"="${text}",`);
      }
    }),
  );
});

it('writes columns in their order', () => {
  const column = (key: string) => ({ key, valueOf: (id: number) => `${key}${id}` });
  const labels = new ColumnLabels([column('x'), column('y')], (key) => key);
  expect(written(labels, 1, 0)).toBe('x="x1",y="y0",');
});
