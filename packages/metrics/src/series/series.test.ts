import { counter, defineCatalog, text } from '../index.js';
import { CellList } from './cell.js';
import { Series } from './series.js';

const { orders } = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { country: text(), city: text() } }),
  },
}).metrics;

function newSeries(): Series {
  return new Series(orders, new CellList(orders, () => ({ write() {} })), 2_000);
}

const at = (series: Series, country: string, city: string): number => series.at({ country, city });

it('finds each of many series again, whatever their texts have in common', () => {
  const series = newSeries();
  const names = Array.from({ length: 40 }, (_, index) => `${index}-name`);
  const slots = names.flatMap((country) => names.map((city) => at(series, country, city)));
  expect(new Set(slots).size).toBe(1_600);
  for (let round = 0; round < 3; round += 1) {
    expect(names.flatMap((country) => names.map((city) => at(series, country, city)))).toEqual(slots);
  }
});

it('keeps to the series it was called for when a getter records to the same metric', () => {
  const series = newSeries();
  const oslo = at(series, 'NO', 'Oslo');
  at(series, 'SE', 'Lund');
  const attributes = {
    get country() {
      at(series, 'SE', 'Lund');
      return 'NO';
    },
    city: 'Oslo',
  };
  expect(series.at(attributes)).toBe(oslo);
});

it('forgets a series that is removed, and begins it anew as the youngest', () => {
  const series = newSeries();
  const removed = at(series, 'NO', 'Oslo');
  const kept = at(series, 'NO', 'Bergen');
  const [birth, generation] = [series.birthOf(removed), series.generation];
  series.remove({ country: 'NO', city: 'Oslo' });
  expect(series.slots()).toEqual([kept]);
  expect(series.generation).toBeGreaterThan(generation);
  const anew = at(series, 'NO', 'Oslo');
  expect(series.birthOf(anew)).toBeGreaterThan(birth);
  expect(series.slots().map((slot) => series.attributesOf(slot))).toEqual([
    { country: 'NO', city: 'Bergen' },
    { country: 'NO', city: 'Oslo' },
  ]);
});

it('makes room by removing, and takes no removed value for another', () => {
  const series = newSeries();
  for (let index = 0; index < 5_000; index += 1) {
    const city = `city-${index}`;
    expect(series.attributesOf(at(series, 'NO', city))).toEqual({ country: 'NO', city });
    series.remove({ country: 'NO', city });
  }
  expect(series.size).toBe(0);
  expect(series.isPastLimit).toBe(false);
});
