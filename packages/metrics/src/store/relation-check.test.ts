import { onProblem } from '@portcall/core';
import * as fc from 'fast-check';
import { bind, brokenRelations, counter, defineCatalog, store, subset, sum, text, upDownCounter } from '../index.js';

const attributes = { model: text() };
const catalog = defineCatalog({
  scope: 'chat',
  metrics: {
    started: counter({ name: 'started', description: 'Started.', attributes }),
    completed: counter({ name: 'completed', description: 'Completed.', attributes }),
    failed: counter({ name: 'failed', description: 'Failed.', attributes: { ...attributes, code: text() } }),
    incomplete: counter({ name: 'incomplete', description: 'Incomplete.', attributes }),
    active: upDownCounter({ name: 'active', description: 'Active.' }),
  },
  relations: [sum('started', ['completed', 'failed'], { onceZero: 'active' }), subset('incomplete', 'completed')],
});

function recorded(seriesLimit = 2_000) {
  const kept = store({ seriesLimit });
  return { kept, ...bind(catalog, kept) };
}

it('finds nothing where everything adds up', () => {
  const { kept, started, completed, failed, incomplete } = recorded();
  started.add(3, { model: 'a' });
  started.add(1, { model: 'b' });
  completed.add(2, { model: 'a' });
  incomplete.add(2, { model: 'a' });
  failed.add(1, { model: 'a', code: 'x' });
  failed.add(1, { model: 'b', code: 'y' });
  expect(brokenRelations(catalog, kept)).toEqual([]);
});

it('finds a sum that is right in total and wrong per attribute', () => {
  const { kept, started, completed } = recorded();
  started.add(1, { model: 'a' });
  completed.add(1, { model: 'b' });
  expect(brokenRelations(catalog, kept)).toEqual([
    'chat: started = completed + failed once active is 0 does not hold: 1 against 0 for {"model":"a"}',
  ]);
});

it('waits for what is under way', () => {
  const { kept, started, active } = recorded();
  started.add(1, { model: 'a' });
  active.add(1);
  expect(brokenRelations(catalog, kept)).toEqual([]);
  active.add(-1);
  expect(brokenRelations(catalog, kept)).toHaveLength(1);
});

it('finds a subset that is larger than the whole', () => {
  const { kept, incomplete } = recorded();
  incomplete.add(1, { model: 'a' });
  expect(brokenRelations(catalog, kept)).toEqual([
    'chat: incomplete ⊆ completed does not hold: 1 against 0 for {"model":"a"}',
  ]);
});

it('compares totals once the series limit has masked a value', () => {
  using _ = onProblem(() => {});
  const { kept, started, completed, failed } = recorded(2);
  for (const model of ['a', 'b', 'c', 'd']) started.add(1, { model });
  for (const model of ['d', 'c', 'b']) completed.add(1, { model });
  failed.add(1, { model: 'a', code: 'x' });
  expect(brokenRelations(catalog, kept)).toEqual([]);
});

it('is not misled by a value that the app itself calls `_other`', () => {
  const { kept, started, completed } = recorded();
  started.add(1, { model: '_other' });
  started.add(1, { model: 'a' });
  completed.add(2, { model: '_other' });
  expect(brokenRelations(catalog, kept)).toEqual([
    'chat: started = completed + failed once active is 0 does not hold: 1 against 2 for {"model":"_other"}',
  ]);
});

it('compares totals also where what is masked lands in a series that the app calls `_other`', () => {
  using _ = onProblem(() => {});
  const { kept, started, completed } = recorded(2);
  for (const model of ['_other', 'a', 'b']) started.add(1, { model });
  for (const model of ['a', 'b', '_other']) completed.add(1, { model });
  expect(brokenRelations(catalog, kept)).toEqual([]);
});

describe('of fractions', () => {
  const amounts = defineCatalog({
    scope: 'bank',
    metrics: {
      paid: upDownCounter({ name: 'paid', description: 'Paid.' }),
      cash: upDownCounter({ name: 'cash', description: 'Cash.' }),
      card: upDownCounter({ name: 'card', description: 'Card.' }),
      tips: upDownCounter({ name: 'tips', description: 'Tips.' }),
    },
    relations: [sum('paid', ['cash', 'card']), subset('tips', 'paid')],
  });
  const cents = () => fc.integer({ min: -100_000, max: 100_000 }).map((amount) => amount / 100);
  const payments = () => fc.array(fc.record({ amount: cents(), byCard: fc.boolean() }), { maxLength: 200 });

  it('a sum holds whatever the order in which it was added up', () => {
    fc.assert(
      fc.property(payments(), (all) => {
        const kept = store();
        const { paid, cash, card, tips } = bind(amounts, kept);
        for (const { amount } of all) tips.add(amount);
        for (const { amount } of [...all].reverse()) paid.add(amount);
        for (const { amount, byCard } of all) (byCard ? card : cash).add(amount);
        expect(brokenRelations(amounts, kept)).toEqual([]);
      }),
    );
  });

  it('a sum that lacks a cent does not', () => {
    fc.assert(
      fc.property(payments(), (all) => {
        const kept = store();
        const { paid, cash, card, tips } = bind(amounts, kept);
        for (const { amount, byCard } of all) {
          paid.add(amount);
          tips.add(amount);
          (byCard ? card : cash).add(amount);
        }
        paid.add(-0.01);
        expect(brokenRelations(amounts, kept)).toHaveLength(2);
      }),
    );
  });

  it('a sum of whole numbers does not lack one of very many', () => {
    const kept = store();
    const { paid, cash } = bind(amounts, kept);
    paid.add(2 ** 52);
    cash.add(2 ** 52 - 1);
    expect(brokenRelations(amounts, kept)).toHaveLength(1);
  });
});
