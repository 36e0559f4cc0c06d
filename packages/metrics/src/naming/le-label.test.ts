import fc from 'fast-check';
import { type LePath, leLabel } from './le-label.js';

const PATHS: readonly LePath[] = ['endpoint', 'collector', 'prometheus_scrape', 'otlp'];

it.each([
  [5, '5', '5', '5.0', '5'],
  [0.005, '0.005', '0.005', '0.005', '0.005'],
  [2.5, '2.5', '2.5', '2.5', '2.5'],
  [1_000_000, '1000000', '1e+06', '1e+06', '1000000'],
  [1_234_567, '1234567', '1.234567e+06', '1.234567e+06', '1234567'],
  [0.00001, '0.00001', '1e-05', '1e-05', '0.00001'],
  [1e-7, '1e-7', '1e-07', '1e-07', '0.0000001'],
  [1.5e-9, '1.5e-9', '1.5e-09', '1.5e-09', '0.0000000015'],
  [1e21, '1e+21', '1e+21', '1e+21', '1000000000000000000000'],
  [0, '0', '0', '0.0', '0'],
  [-2.5, '-2.5', '-2.5', '-2.5', '-2.5'],
])('writes the boundary %d as each path does', (boundary, ...labels) => {
  expect(PATHS.map((path) => leLabel(boundary, path))).toEqual(labels);
});

it('writes the same number on every path, and the same text of fractions in between', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (boundary) => {
      const labels = PATHS.map((path) => leLabel(boundary, path));
      expect(labels.map(Number)).toEqual(PATHS.map(() => boundary + 0));
      const size = Math.abs(boundary);
      if (size >= 1e-4 && size < 1e6 && !Number.isInteger(boundary)) expect(new Set(labels).size).toBe(1);
    }),
    { numRuns: 5_000 },
  );
});
