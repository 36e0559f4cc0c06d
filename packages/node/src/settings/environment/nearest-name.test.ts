import fc from 'fast-check';
import { distanceOf, nearestName } from './nearest-name.js';
import { VARIABLES } from './variables.js';

const NAMES = VARIABLES.map(({ name }) => name);

it.each([
  ['OTEL_METRICS_EXPORT_INTERVAL', 'OTEL_METRIC_EXPORT_INTERVAL'],
  ['OTEL_TRACE_EXPORTER', 'OTEL_TRACES_EXPORTER'],
  ['OTEL_SERIVCE_NAME', 'OTEL_SERVICE_NAME'],
  ['OTEL_EXPORTER_OTLP_ENPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  ['OTEL_BSP_SCHEDULED_DELAY', 'OTEL_BSP_SCHEDULE_DELAY'],
  ['OTEL_SOMETHING_ENTIRELY_DIFFERENT', undefined],
])('%s is nearest to %s', (misspelt, nearest) => {
  expect(nearestName(misspelt, NAMES)).toBe(nearest);
});

it('finds every name again from which one letter was left out, or two were swapped', () => {
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), fc.nat(), fc.boolean(), (name, place, swaps) => {
      const at = 5 + (place % (name.length - 6));
      const middle = swaps ? `${name[at + 1]}${name[at]}` : '';
      const misspelt = `${name.slice(0, at)}${middle}${name.slice(at + (swaps ? 2 : 1))}`;
      fc.pre(!NAMES.includes(misspelt));
      const nearest = nearestName(misspelt, NAMES) as string;
      expect(distanceOf(misspelt, nearest)).toBe(1);
    }),
  );
});

it('measures the same in both directions, and nothing between equals', () => {
  const text = fc.string({ unit: fc.constantFrom('A', 'B', 'C', '_'), maxLength: 8 });
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(distanceOf(one, other)).toBe(distanceOf(other, one));
      expect(distanceOf(one, other) === 0).toBe(one === other);
    }),
  );
});
