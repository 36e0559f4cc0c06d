import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { problems } from '@portcall/core';
import { adoptAll, entryOf, freeName, SpoolFixture, textOf, textsOf } from './spool-fixture.js';

const BEGINNING = 16;
const HEADER = 24;
/** Where in a header it says whether the record waits; what is before has a checksum. */
const STATE = 20;
/** With one that looks like a part of the file itself. */
const TEXTS = ['alpha', '', 'gamma '.repeat(20), 'delta', 'portcall spool 1', 'zeta'];
const REMOVED = [1, 3];

let fixture: SpoolFixture;

beforeEach(() => {
  fixture = new SpoolFixture();
});
afterEach(() => fixture.close());

/** What a process has left: each record has as many items as its place in the file, from 1. */
function leftBehind(texts: readonly string[] = TEXTS): { readonly name: string; readonly bytes: Buffer } {
  const before = fixture.open();
  const kept = texts.map((text, index) => before.append(entryOf(text, index + 1))!);
  for (const index of REMOVED) before.remove(kept[index]!);
  before.close();
  const [path] = fixture.segments;
  const left = { name: basename(path!), bytes: readFileSync(join(fixture.dir, path!)) };
  rmSync(join(fixture.dir, 'traces'), { recursive: true });
  return left;
}

function leave(name: string, bytes: Uint8Array): string {
  const folder = join(fixture.dir, 'traces', freeName());
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

interface Placed {
  readonly text: string;
  readonly items: number;
  readonly from: number;
  readonly to: number;
}

function placed(): readonly Placed[] {
  let at = BEGINNING;
  return TEXTS.map((text, index) => {
    const from = at;
    at += HEADER + text.length;
    return { text, items: index + 1, from, to: at };
  });
}
const waiting = placed().filter((_, index) => !REMOVED.includes(index));
const cutRecord = (cut: number): Placed | undefined => placed().find(({ from, to }) => from < cut && cut < to);

function expectedLoss(cut: number): number {
  if (cut < BEGINNING) return 1;
  const record = cutRecord(cut);
  if (record === undefined) return 0;
  if (cut < record.from + HEADER) return 1;
  return waiting.some(({ from }) => from === record.from) ? record.items : 0;
}

it('keeps all that is whole of a file that was cut at any byte, and counts the rest once', () => {
  const { name, bytes } = leftBehind();
  expect(bytes.length).toBe(placed().at(-1)!.to);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    leave(name, bytes.subarray(0, cut));
    fixture.lost = 0;
    const first = fixture.open();
    const texts = textsOf(first, first.adopt());
    expect([cut, texts]).toEqual([cut, waiting.filter(({ to }) => to <= cut).map(({ text }) => text)]);
    expect([cut, fixture.lost]).toEqual([cut, expectedLoss(cut)]);
    first.close();
    const second = fixture.open();
    expect([cut, textsOf(second, second.adopt())]).toEqual([cut, texts]);
    expect([cut, fixture.lost]).toEqual([cut, expectedLoss(cut)]);
    second.close();
    rmSync(join(fixture.dir, 'traces'), { recursive: true });
  }
  expect(fixture.keys).toEqual(['export.spool_corrupt']);
});

it('keeps all but the record in which a bit was flipped, wherever that is', () => {
  const { name, bytes } = leftBehind();
  for (let at = 0; at < bytes.length; at += 1) {
    const flipped = Buffer.from(bytes);
    flipped[at]! ^= 1 << (at % 8);
    leave(name, flipped);
    fixture.lost = 0;
    const spool = fixture.open();
    const adopted = spool.adopt();
    const texts = adopted.map((kept) => textOf(spool, kept)).filter((text) => text !== undefined);
    const unhurt = waiting.filter(({ from, to }) => at < from || at >= to).map(({ text }) => text);
    const hurt = placed().find(({ from, to }) => at >= from && at < to);
    expect([at, texts.filter((text) => text !== hurt?.text)]).toEqual([at, unhurt]);
    expect([at, ...texts]).not.toEqual(expect.arrayContaining([TEXTS[REMOVED[0]!]]));
    expect([at, ...texts]).not.toEqual(expect.arrayContaining([TEXTS[REMOVED[1]!]]));
    // What its header says is known to whoever reads it; without its header it counts as one.
    expect([at, fixture.lost]).toEqual([at, hurt !== undefined && at < hurt.from + STATE ? 1 : 0]);
    spool.close();
    rmSync(join(fixture.dir, 'traces'), { recursive: true });
  }
});

it('takes a record that can no longer be read out of the way, and says so once', () => {
  const { name, bytes } = leftBehind(['alpha', 'beta', 'gamma', 'delta', 'epsilon']);
  bytes[BEGINNING + HEADER]! ^= 1;
  leave(name, bytes);
  const spool = fixture.open();
  const [alpha, ...others] = spool.adopt();
  expect(spool.read(alpha!)).toBeUndefined();
  spool.remove(alpha!);
  expect(textsOf(spool, others)).toEqual(['gamma', 'epsilon']);
  spool.close();
  expect(fixture.open().adopt()).toHaveLength(2);
  expect(problems()).toMatchObject([{ key: 'export.spool_corrupt', count: 1 }]);
});

it('takes no record for one that an entry only holds in its bytes', () => {
  const { name, bytes } = leftBehind(['inner', 'x', 'y', 'z', 'w']);
  const outer = leftBehind([bytes.toString('latin1'), 'a', 'b', 'c', 'd']);
  const before = fixture.open();
  before.append({ bytes, items: 7 });
  before.append(entryOf('after'));
  before.close();
  const [path] = fixture.segments;
  const damaged = readFileSync(join(fixture.dir, path!));
  damaged[BEGINNING + 4]! ^= 1;
  writeFileSync(join(fixture.dir, path!), damaged);
  const spool = fixture.open();
  expect(textsOf(spool, spool.adopt())).toEqual(['after']);
  expect(fixture.lost).toBe(1);
  expect(name).not.toBe(outer.name);
});

it('keeps what follows a large part that was wiped out', () => {
  const before = fixture.open();
  for (let i = 0; i < 100; i += 1) before.append(entryOf(`${i} `.padEnd(10_000, '.')));
  before.close();
  const [path] = fixture.segments;
  const bytes = readFileSync(join(fixture.dir, path!));
  bytes.fill(0, 100_000, 400_000);
  writeFileSync(join(fixture.dir, path!), bytes);
  const spool = fixture.open();
  const numbers = adoptAll(spool).map((kept) => Number.parseInt(textOf(spool, kept) ?? '-1', 10));
  const at = (index: number): number => BEGINNING + index * (HEADER + 10_000);
  const whole = [...Array(100).keys()].filter((index) => at(index + 1) <= 100_000 || at(index) >= 400_000);
  // Of the record in which it begins the header is still there.
  expect(numbers.filter((number) => number >= 0)).toEqual(whole);
});

it('finds the next record wherever it begins', () => {
  // Files are read in parts of 65,536 bytes, and a record may begin across two.
  for (let length = 65_536 - 40; length <= 65_536 + 8; length += 1) {
    const before = fixture.open();
    for (const text of ['x'.repeat(length), 'next']) before.append(entryOf(text));
    before.close();
    const [path] = fixture.segments;
    const bytes = readFileSync(join(fixture.dir, path!));
    bytes[BEGINNING]! ^= 1;
    writeFileSync(join(fixture.dir, path!), bytes);
    const spool = fixture.open();
    const adopted = spool.adopt();
    expect([length, textsOf(spool, adopted)]).toEqual([length, ['next']]);
    spool.remove(adopted[0]!);
    spool.close();
  }
});

it('leaves alone what is not its own, and says so once', () => {
  const foreign = leave('notes.txt', Buffer.from('mine'));
  const later = leave('000000000000001-00000000.v2.spool', Buffer.from('of a later version'));
  writeFileSync(join(fixture.dir, 'traces', 'README'), 'also mine');
  mkdirSync(join(fixture.dir, 'traces', 'folder'));
  const spool = fixture.open();
  expect(spool.adopt()).toEqual([]);
  spool.close();
  expect(fixture.paths.filter((path) => [foreign, later].some((file) => path.endsWith(basename(file))))).toHaveLength(
    2,
  );
  expect(fixture.paths).toContain('traces/README');
  expect(fixture.keys).toEqual(['export.spool_foreign']);
});

it('follows no link to what is not its own', () => {
  const secret = join(fixture.dir, 'secret');
  writeFileSync(secret, 'somebody else keeps this');
  const folder = join(fixture.dir, 'traces', freeName());
  mkdirSync(folder, { recursive: true });
  symlinkSync(secret, join(folder, '000000000000001-00000000.v1.spool'));
  expect(fixture.open().adopt()).toEqual([]);
  expect(readFileSync(secret, 'utf8')).toBe('somebody else keeps this');
});

it('forgets a file whose first record was never whole, without counting it', () => {
  leave('000000000000001-00000000.v1.spool.new', Buffer.from('portcall spool'));
  expect(fixture.open().adopt()).toEqual([]);
  expect(fixture.paths).toEqual(['traces']);
  expect(fixture.lost).toBe(0);
  expect(fixture.told).toEqual([]);
});

it('counts an empty file as one loss, and deletes it', () => {
  leave('000000000000001-00000000.v1.spool', Buffer.alloc(0));
  expect(fixture.open().adopt()).toEqual([]);
  expect(fixture.paths).toEqual(['traces']);
  expect(fixture.lost).toBe(1);
  expect(fixture.keys).toEqual(['export.spool_corrupt']);
});
