import { transactionStep } from './transaction-step.js';

it.each<[op: string, text: unknown, step: unknown]>([
  ['begin', 'BEGIN', {}],
  ['begin', 'start transaction isolation level serializable;', {}],
  ['begin', 'begin; insert into t values (1); commit', false],
  ['commit', 'commit; -- done', {}],
  ['rollback', 'rollback', {}],
  ['rollback', 'ROLLBACK TO SAVEPOINT A', { savepoint: 'a' }],
  ['rollback', 'rollback work to "A b"', { savepoint: 'A b' }],
  ['rollback', '/* no */ rollback to `x`', { savepoint: 'x' }],
  ['savepoint', 'savepoint s1', { savepoint: 's1' }],
  ['savepoint', 'savepoint "S1";', { savepoint: 'S1' }],
  ['release', 'release savepoint S1', { savepoint: 's1' }],
  ['release', 'release s1', { savepoint: 's1' }],
  ['commit', undefined, {}],
  ['query', 'select 1', undefined],
])('reads of %s, %s', (op, text, step) => {
  expect(transactionStep(op, text)).toEqual(step);
});
