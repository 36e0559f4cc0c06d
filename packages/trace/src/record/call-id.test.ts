import { callIdOf } from './call-id.js';

it('is another one for every call, all of one process alike, in whatever order they are read', () => {
  const ids = Array.from({ length: 100_000 }, (_, number) => callIdOf(number));
  expect(new Set(ids).size).toBe(ids.length);
  const [processPart] = ids[0]!.split('-');
  expect(ids.filter((id) => !/^[0-9a-f]{16}-[0-9a-z]{2,}$/.test(id) || !id.startsWith(`${processPart}-`))).toEqual([]);
  expect([99_999, 0, 1_296, 5].map(callIdOf)).toEqual([ids[99_999], ids[0], ids[1_296], ids[5]]);
});
