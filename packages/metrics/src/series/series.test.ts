import { counter, defineCatalog, flag, integer, optional, text } from '../index.js';
import { CellList } from './cell.js';
import { Series } from './series.js';
import { NO_SLOT } from './slot-table.js';

const { orders } = defineCatalog({
  scope: 'shop',
  metrics: {
    orders: counter({ name: 'orders', description: 'Orders.', attributes: { country: text(), city: text() } }),
  },
}).metrics;

function newSeries(): Series {
  return new Series(orders, new CellList(orders, () => ({ write() {} })), 2_000);
}

function slotOf(series: Series, attributes: object): number {
  const slot = series.table.find(attributes);
  return slot === NO_SLOT ? series.slotOfUnknown(attributes) : slot;
}

const at = (series: Series, country: string, city: string): number => slotOf(series, { country, city });

it('finds each of many series again, whatever their texts have in common', () => {
  const series = newSeries();
  const names = Array.from({ length: 40 }, (_, index) => `${index}-name`);
  const slots = names.flatMap((country) => names.map((city) => at(series, country, city)));
  expect(new Set(slots).size).toBe(1_600);
  for (let round = 0; round < 3; round += 1) {
    expect(names.flatMap((country) => names.map((city) => at(series, country, city)))).toEqual(slots);
  }
});

it('finds each of many series again whose texts differ only in the middle', () => {
  const series = newSeries();
  const names = Array.from({ length: 500 }, (_, index) => `name-${String(index).padStart(3, '0')}-of-500`);
  const slots = names.flatMap((name) => [at(series, 'NO', name), at(series, name, 'Oslo'), at(series, name, name)]);
  expect(new Set(slots).size).toBe(1_500);
  for (const name of names.slice(0, 100)) series.remove({ country: 'NO', city: name });
  const kept = names.flatMap((name, index) => {
    const rest = [slots[index * 3 + 1], slots[index * 3 + 2]];
    expect([name, at(series, name, 'Oslo'), at(series, name, name)]).toEqual([name, ...rest]);
    return index < 100 ? [] : [at(series, 'NO', name)];
  });
  expect(kept).toEqual(slots.filter((_, index) => index % 3 === 0).slice(100));
});

it.each([1, 2, 3, 6, 7])('finds the series of %i attributes in any order, some of them absent', (width) => {
  const keys = Array.from({ length: width }, (_, index) => `key_${'abcdefg'[index]}`);
  const kinds = [optional(text()), optional(integer()), optional(flag()), optional(text())];
  const attributes = Object.fromEntries(keys.map((key, index) => [key, kinds[index % 4]!]));
  const { wide } = defineCatalog({
    scope: 'shop',
    metrics: { wide: counter({ name: 'wide', description: 'Wide.', attributes }) },
  }).metrics;
  const series = new Series(wide, new CellList(wide, () => ({ write() {} })), 2_000);
  const values = [
    ['a', 'bb', ''],
    [0, -7, 2 ** 40],
    [true, false],
    ['', 'provider-1', 'provider-2'],
  ];
  const given = Array.from({ length: 60 }, (_, row) =>
    keys.map((key, index) => [key, [...values[index % 4]!, undefined][(row * (index + 3)) % (2 + (row % 3))]] as const),
  );
  const slots = given.map((entries) => slotOf(series, Object.fromEntries(entries)));
  expect(given.map((entries) => slotOf(series, Object.fromEntries([...entries].reverse())))).toEqual(slots);
  const present = given.map((entries) => entries.filter(([, value]) => value !== undefined && value !== ''));
  expect(slots.map((slot) => series.attributesOf(slot))).toEqual(present.map((entries) => Object.fromEntries(entries)));
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
  expect(slotOf(series, attributes)).toBe(oslo);
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
