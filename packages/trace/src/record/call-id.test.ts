import { nextCallId } from './call-id.js';

it('is another one for every call, all of one process alike', () => {
  const ids = Array.from({ length: 100_000 }, nextCallId);
  expect(new Set(ids).size).toBe(ids.length);
  const [processPart] = ids[0]!.split('-');
  expect(ids.filter((id) => !/^[0-9a-f]{16}-[0-9a-z]{2,}$/.test(id) || !id.startsWith(`${processPart}-`))).toEqual([]);
});
