import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetProblems, onProblem, type Problem } from '@portcall/core';
import { type Entry, fileSpool, type Spool, type SpooledEntry } from '@portcall/outbox';

let dir: string;
let told: Problem[];
let stop: () => void;
const opened: Spool[] = [];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'spool-'));
  forgetProblems();
  told = [];
  stop = onProblem((problem) => told.push(problem));
});
afterEach(() => {
  for (const spool of opened.splice(0)) spool.close();
  stop();
  rmSync(dir, { recursive: true, force: true });
});

const entry = (text: string, items = 1): Entry => ({ bytes: Buffer.from(text), items });
const textsIn = (spool: Spool, kept: readonly (SpooledEntry | undefined)[]): string[] =>
  kept.map((one) => Buffer.from(spool.read(one!)!.bytes).toString());
function spoolOf(options: Partial<Parameters<typeof fileSpool>[0]> = {}): Spool {
  const spool = fileSpool({ dir, name: 'traces', ...options });
  opened.push(spool);
  return spool;
}
const everything = (): string[] => readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort();
const files = (): string[] => everything().filter((name) => name.endsWith('.spool'));

it('gives back what it keeps, with its items', () => {
  const spool = spoolOf();
  const kept = spool.append(entry('first', 3))!;
  expect(kept).toMatchObject({ items: 3, size: 5 });
  expect(spool.read(kept)).toEqual({ bytes: Buffer.from('first'), items: 3 });
});

it('gives what one spool has left to the next one, oldest first', () => {
  const before = spoolOf();
  for (const text of ['a', 'b', 'c']) before.append(entry(text));
  before.close();
  const after = spoolOf();
  expect(textsIn(after, after.adopt())).toEqual(['a', 'b', 'c']);
  expect(after.adopt()).toEqual([]);
});

it('gives nothing that was removed to the next one', () => {
  const before = spoolOf();
  const [, b] = ['a', 'b', 'c'].map((text) => before.append(entry(text))!);
  before.remove(b!);
  before.close();
  const after = spoolOf();
  expect(textsIn(after, after.adopt())).toEqual(['a', 'c']);
});

it('leaves no file and no folder of its own once everything is removed and it is closed', () => {
  const before = spoolOf();
  const first = before.append(entry('a'))!;
  before.append(entry('b'));
  before.remove(first);
  before.close();
  const after = spoolOf();
  for (const one of after.adopt()) after.remove(one);
  expect(files()).toEqual([]);
  after.close();
  expect(everything()).toEqual(['traces']);
});

it('does not adopt what a spool that is open holds, in the same process too', () => {
  const holder = spoolOf();
  const kept = holder.append(entry('held'))!;
  const other = spoolOf();
  expect(other.adopt()).toEqual([]);
  expect(textsIn(holder, [kept])).toEqual(['held']);
});

it('keeps what is of different kinds apart', () => {
  const spans = spoolOf();
  spans.append(entry('span'));
  spans.close();
  expect(spoolOf({ name: 'metrics' }).adopt()).toEqual([]);
});

it('lets nobody else read', () => {
  spoolOf().append(entry('personal'));
  const modes = everything().map((name) => (statSync(join(dir, name)).mode & 0o777).toString(8));
  expect(modes).toEqual(['700', '700', '600']);
});

it('keeps nothing past its bound, says so once, and keeps again when there is room', () => {
  const spool = spoolOf({ maxBytes: 1_000 });
  const first = spool.append(entry('x'.repeat(900)));
  expect(spool.append(entry('y'.repeat(900)))).toBeUndefined();
  expect(spool.append(entry('y'.repeat(900)))).toBeUndefined();
  expect(told.map(({ key }) => key)).toEqual(['export.spool_limit']);
  spool.remove(first!);
  expect(textsIn(spool, [spool.append(entry('z'.repeat(900)))])).toEqual(['z'.repeat(900)]);
});

it('counts what others have in the folder, of other kinds too', () => {
  spoolOf({ name: 'metrics' }).append(entry('x'.repeat(900)));
  expect(spoolOf({ maxBytes: 1_000 }).append(entry('y'.repeat(900)))).toBeUndefined();
});

it('does nothing after it was closed', () => {
  const spool = spoolOf();
  const kept = spool.append(entry('a'))!;
  spool.close();
  expect(spool.append(entry('b'))).toBeUndefined();
  expect(spool.read(kept)).toBeUndefined();
  spool.remove(kept);
  expect(spool.adopt()).toEqual([]);
  expect(told).toEqual([]);
});

it.each([
  [{ dir: '' }, 'spool.dir: "" is not a path; give the path of a folder'],
  [{ dir: 5 }, 'spool.dir: 5 is not a text; give the path of a folder'],
  [{ name: '../etc' }, 'fileSpool(name): "../etc" is not a name; use small letters, digits and "-"'],
  [{ maxBytes: 0 }, 'spool.maxBytes: 0 is not a positive whole number; give how many bytes the folder may hold'],
  [{ size: 1 }, 'fileSpool(): unknown option "size"; use one of "dir", "name", "maxBytes", "onLost"'],
])('refuses %j', (options, message) => {
  expect(() => fileSpool({ dir, name: 'traces', ...options } as never)).toThrow(message);
});
