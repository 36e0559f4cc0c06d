import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileSpool } from '@portcall/outbox';
import { adoptAll, entryOf, SpoolFixture, textOf, textsOf } from './spool-fixture.js';

let fixture: SpoolFixture;

beforeEach(() => {
  fixture = new SpoolFixture();
});
afterEach(() => {
  jest.useRealTimers();
  fixture.close();
});

it('gives back what it keeps, with its items', () => {
  const spool = fixture.open();
  const kept = spool.append(entryOf('first', 3))!;
  expect(kept).toMatchObject({ items: 3, size: 5 });
  expect(spool.read(kept)).toEqual({ bytes: Buffer.from('first'), items: 3 });
});

it('keeps empty entries too, and such as are larger than a file should be', () => {
  const spool = fixture.open();
  const large = 'x'.repeat(9_000_000);
  const kept = ['', large, 'y'].map((text) => spool.append(entryOf(text))!);
  expect(textsOf(spool, kept).map(({ length }) => length)).toEqual([0, large.length, 1]);
});

it('gives what one spool has left to the next one, oldest first', () => {
  const before = fixture.open();
  for (const text of ['a', 'b', 'c']) before.append(entryOf(text));
  before.close();
  const after = fixture.open();
  expect(textsOf(after, after.adopt())).toEqual(['a', 'b', 'c']);
  expect(after.adopt()).toEqual([]);
});

it('gives what many have left in the order in which they began to write', () => {
  jest.useFakeTimers();
  const before = ['a', 'b', 'c', 'd'].map((text) => {
    jest.advanceTimersByTime(1);
    const spool = fixture.open();
    spool.append(entryOf(text));
    return spool;
  });
  for (const spool of before.reverse()) spool.close();
  const after = fixture.open();
  expect(textsOf(after, after.adopt()).join('')).toBe('abcd');
});

it('gives nothing that was removed to the next one, and nothing twice', () => {
  const before = fixture.open();
  const [, b] = ['a', 'b', 'c'].map((text) => before.append(entryOf(text))!);
  before.remove(b!);
  before.remove(b!);
  expect(before.read(b!)).toBeUndefined();
  before.close();
  const after = fixture.open();
  expect(textsOf(after, after.adopt())).toEqual(['a', 'c']);
  expect(fixture.told).toEqual([]);
});

it('hands on what it has adopted and not removed', () => {
  const first = fixture.open();
  for (const text of ['a', 'b', 'c']) first.append(entryOf(text));
  first.close();
  const second = fixture.open();
  second.remove(second.adopt()[0]!);
  second.append(entryOf('d'));
  second.close();
  const third = fixture.open();
  expect(textsOf(third, third.adopt())).toEqual(['b', 'c', 'd']);
});

it('leaves no file and no folder of its own once everything is removed and it is closed', () => {
  const before = fixture.open();
  const first = before.append(entryOf('a'))!;
  before.append(entryOf('b'));
  before.remove(first);
  before.close();
  const after = fixture.open();
  for (const one of after.adopt()) after.remove(one);
  expect(fixture.segments).toEqual([]);
  after.close();
  expect(fixture.paths).toEqual(['traces']);
});

it('does not adopt what a spool that is open holds, in the same process too', () => {
  const holder = fixture.open();
  const kept = holder.append(entryOf('held'))!;
  expect(fixture.open().adopt()).toEqual([]);
  expect(textsOf(holder, [kept])).toEqual(['held']);
});

it('keeps what is of different kinds apart', () => {
  const spans = fixture.open();
  spans.append(entryOf('span'));
  spans.close();
  expect(fixture.open({ name: 'metrics' }).adopt()).toEqual([]);
});

it('begins a new file when one is large enough, or a minute old', () => {
  jest.useFakeTimers();
  const spool = fixture.open();
  const kept = [1, 2, 3].map(() => spool.append(entryOf('x'.repeat(2_500_000)))!);
  expect(fixture.segments).toHaveLength(2);
  jest.advanceTimersByTime(60_000);
  spool.append(entryOf('y'));
  expect(fixture.segments).toHaveLength(3);
  for (const one of kept) spool.remove(one);
  expect(fixture.segments).toHaveLength(1);
});

it('gives a full spool part by part, so that nobody waits for it', () => {
  const before = fixture.open();
  for (let i = 0; i < 40; i += 1) before.append(entryOf(`${i} `.padEnd(1_000_000)));
  before.close();
  const after = fixture.open();
  const first = after.adopt();
  expect(first.length).toBeGreaterThan(0);
  expect(first.length).toBeLessThan(30);
  const all = [...first, ...adoptAll(after)];
  expect(all.map((one) => Number.parseInt(textOf(after, one)!, 10))).toEqual([...Array(40).keys()]);
});

it('lets nobody else read', () => {
  fixture.open().append(entryOf('personal'));
  const modes = fixture.paths.map((name) => (statSync(join(fixture.dir, name)).mode & 0o777).toString(8));
  expect(modes).toEqual(['700', '700', '600']);
});

it('keeps nothing past its bound, says so once, and keeps again when there is room', () => {
  const spool = fixture.open({ maxBytes: 1_000 });
  const first = spool.append(entryOf('x'.repeat(900)));
  expect(spool.append(entryOf('y'.repeat(900)))).toBeUndefined();
  expect(spool.append(entryOf('y'.repeat(900)))).toBeUndefined();
  expect(fixture.keys).toEqual(['export.spool_limit']);
  spool.remove(first!);
  expect(textsOf(spool, [spool.append(entryOf('z'.repeat(900)))!])).toEqual(['z'.repeat(900)]);
});

it('counts what others have in the folder, of other kinds too, and sees later that they have less', () => {
  jest.useFakeTimers();
  const other = fixture.open({ name: 'metrics' });
  const theirs = other.append(entryOf('x'.repeat(900)))!;
  const spool = fixture.open({ maxBytes: 1_000 });
  expect(spool.append(entryOf('y'.repeat(900)))).toBeUndefined();
  other.remove(theirs);
  jest.advanceTimersByTime(5_000);
  expect(spool.append(entryOf('y'.repeat(900)))).toMatchObject({ size: 900 });
});

it('does nothing after it was closed', () => {
  const spool = fixture.open();
  const kept = spool.append(entryOf('a'))!;
  spool.close();
  spool.close();
  expect(spool.append(entryOf('b'))).toBeUndefined();
  expect(spool.read(kept)).toBeUndefined();
  spool.remove(kept);
  expect(spool.adopt()).toEqual([]);
  expect(fixture.told).toEqual([]);
  expect(fixture.open().adopt()).toHaveLength(1);
});

it.each([
  [{ dir: '' }, 'spool.dir: "" is not a path; give the path of a folder'],
  [{ dir: 5 }, 'spool.dir: 5 is not a text; give the path of a folder'],
  [{ name: '../etc' }, 'fileSpool(name): "../etc" is not a name; use small letters, digits and "-"'],
  [{ maxBytes: 0 }, 'spool.maxBytes: 0 is not a positive whole number; give how many bytes the folder may hold'],
  [{ size: 1 }, 'fileSpool(): unknown option "size"; use one of "dir", "name", "maxBytes", "onLost"'],
])('refuses %j', (options, message) => {
  expect(() => fileSpool({ dir: fixture.dir, name: 'traces', ...options } as never)).toThrow(message);
});
