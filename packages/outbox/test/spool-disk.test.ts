import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runProgram } from '@portcall/real-parts';
import { adoptAll, entryOf, SpoolFixture, textsOf } from './spool-fixture.js';

let fixture: SpoolFixture;

beforeEach(() => {
  fixture = new SpoolFixture();
});
afterEach(() => {
  jest.useRealTimers();
  fixture.close();
});

const root = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };
/** What stops spools from resting after a failure. */
const REST_MS = 5_000;

interface Filled {
  readonly adopted: number;
  readonly appended: number;
  readonly told: readonly { readonly key: string; readonly about: string; readonly message: string }[];
}

/** What the program that fills a spool says, run by a shell that limits it. */
async function filled(limit: string, user?: typeof NOBODY): Promise<Filled> {
  const command = `${limit} exec "$0" "$@"`;
  const args = ['-c', command, process.execPath, join(__dirname, 'spool-filler.mjs'), fixture.dir];
  const { stdout, stderr } = await runProgram('/bin/bash', { args, user }).exit;
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Filled;
}

it('keeps what fits where the system lets no file grow further, and says so once', async () => {
  const { appended, told } = await filled('ulimit -f 64;');
  expect(appended).toBe(6);
  expect(told).toEqual([
    {
      key: 'export.spool_failed',
      about: 'spool traces (EFBIG)',
      message:
        'spool traces: its folder cannot be written (EFBIG: file too large); what does not fit into memory is lost until it can; make room, or give another folder as spool.dir',
    },
  ]);
  const spool = fixture.open();
  expect(textsOf(spool, adoptAll(spool))).toEqual(Array(6).fill('x'.repeat(10_000)));
  expect(fixture.lost).toBe(0);
});

it('keeps nothing in a folder that this user may not write in, and says so without the path', async () => {
  mkdirSync(join(fixture.dir, 'traces'));
  chmodSync(join(fixture.dir, 'traces'), 0o555);
  chmodSync(fixture.dir, 0o755);
  const { appended, told } = await filled('', root ? NOBODY : undefined);
  expect(appended).toBe(0);
  expect(told.map(({ about }) => about)).toEqual(['spool traces (EACCES)']);
  expect(JSON.stringify(told)).not.toContain(fixture.dir);
});

(root ? it : it.skip)('leaves to others what it may not read, and says so once', async () => {
  const before = fixture.open();
  before.append(entryOf('of another user'));
  before.close();
  chmodSync(fixture.dir, 0o755);
  chmodSync(join(fixture.dir, 'traces'), 0o777);
  const { adopted, told } = await filled('ulimit -f 64;', NOBODY);
  expect(adopted).toBe(0);
  expect(told.map(({ key }) => key)).toEqual(['export.spool_unreadable', 'export.spool_failed']);
  expect(JSON.stringify(told)).not.toContain(fixture.dir);
  const after = fixture.open();
  expect(textsOf(after, adoptAll(after))).toContain('of another user');
});

it('keeps nothing where the folder is a file, says so once, and keeps again when it is gone', () => {
  jest.useFakeTimers();
  writeFileSync(join(fixture.dir, 'traces'), '');
  const spool = fixture.open();
  expect(spool.adopt()).toEqual([]);
  for (let i = 0; i < 3; i += 1) expect(spool.append(entryOf('a'))).toBeUndefined();
  expect(fixture.told.map(({ key, about }) => [key, about])).toEqual([
    ['export.spool_failed', 'spool traces (EEXIST)'],
  ]);
  rmSync(join(fixture.dir, 'traces'));
  jest.advanceTimersByTime(REST_MS);
  expect(textsOf(spool, [spool.append(entryOf('b'))!])).toEqual(['b']);
});

it('ends, and says why, where a file system says that a parent is missing which is there', async () => {
  const args = [join(__dirname, 'spool-filler.mjs'), '/proc/portcall/spool'];
  const { stdout, code } = await runProgram(process.execPath, { args, timeoutMs: 20_000 }).exit;
  const { appended, told } = JSON.parse(stdout) as Filled;
  expect([code, appended]).toEqual([0, 0]);
  expect(told.map(({ key }) => key)).toEqual(['export.spool_failed']);
});

it('does not try with every entry what has just failed', () => {
  jest.useFakeTimers();
  writeFileSync(join(fixture.dir, 'traces'), '');
  const spool = fixture.open();
  spool.append(entryOf('a'));
  rmSync(join(fixture.dir, 'traces'));
  expect(spool.append(entryOf('b'))).toBeUndefined();
  expect(fixture.paths).toEqual([]);
  jest.advanceTimersByTime(REST_MS);
  expect(spool.append(entryOf('c'))).toBeDefined();
});

it('goes on in a new folder where somebody deletes its own, and says what that means', () => {
  const spool = fixture.open();
  const gone = spool.append(entryOf('gone'))!;
  rmSync(fixture.dir, { recursive: true });
  const kept = spool.append(entryOf('kept'))!;
  expect(fixture.open().adopt()).toEqual([]);
  expect(textsOf(spool, [gone, kept])).toEqual(['unreadable', 'kept']);
  spool.remove(gone);
  spool.remove(kept);
  expect(fixture.segments).toEqual([]);
  expect(fixture.keys).toEqual(['export.spool_gone', 'export.spool_corrupt']);
});

/** A file system of a megabyte. Only root may have one, and not everywhere. */
const canMount = root && inAFolder((folder) => mounted(folder, 'size=1m') && unmounted(folder));

function inAFolder(isPossible: (folder: string) => boolean): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'spool-'));
  const answer = isPossible(folder);
  rmdirSync(folder);
  return answer;
}

function mounted(folder: string, options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;
}

function unmounted(folder: string): boolean {
  return spawnSync('umount', ['-l', folder]).status === 0;
}

(canMount ? describe : describe.skip)('on a disk of a megabyte', () => {
  let disk: string;

  beforeEach(() => {
    disk = join(fixture.dir, 'disk');
    mkdirSync(disk);
    mounted(disk, 'size=1m');
  });
  afterEach(() => void unmounted(disk));

  it('keeps what fits, says once that it is full, can still take away, and keeps again', () => {
    jest.useFakeTimers();
    const spool = fixture.open({ dir: disk });
    const kept = [];
    for (let more = spool.append(entryOf('0')); more !== undefined; ) {
      kept.push(more);
      more = spool.append(entryOf(`${kept.length} `.padEnd(100_000, '.')));
    }
    expect(kept.length).toBeGreaterThan(8);
    expect(spool.append(entryOf('refused'))).toBeUndefined();
    expect(fixture.told.map(({ about }) => about)).toEqual(['spool traces (ENOSPC)']);

    for (const one of kept.splice(0, 5)) spool.remove(one);
    spool.close();
    const next = fixture.open({ dir: disk });
    const adopted = adoptAll(next);
    expect(textsOf(next, adopted).map((text) => Number.parseInt(text, 10))).toEqual(kept.map((_, i) => i + 5));
    for (const one of adopted) next.remove(one);
    expect(next.append(entryOf('x'.repeat(500_000)))).toBeDefined();
    expect(fixture.lost).toBe(0);
    expect(fixture.told).toHaveLength(1);
    next.close();
  });

  it('keeps nothing where it is read-only, and leaves there what is', () => {
    const before = fixture.open({ dir: disk });
    before.append(entryOf('before'));
    before.close();
    spawnSync('mount', ['-o', 'remount,ro', disk]);
    const spool = fixture.open({ dir: disk });
    expect(spool.adopt()).toEqual([]);
    expect(spool.append(entryOf('after'))).toBeUndefined();
    expect(fixture.told.map(({ about }) => about)).toEqual(['spool traces (EROFS)']);
  });
});

/** A folder in which nothing is made or deleted, also by root. */
const canFreeze = root && inAFolder((folder) => frozen(folder) && thawed(folder));

function frozen(folder: string): boolean {
  return spawnSync('chattr', ['+i', folder]).status === 0;
}

function thawed(folder: string): boolean {
  return spawnSync('chattr', ['-i', folder]).status === 0;
}

(canFreeze ? it : it.skip)('gives nothing twice that it could not delete, and says that it cannot', () => {
  const spool = fixture.open();
  const kept = spool.append(entryOf('once'))!;
  const folder = join(fixture.dir, dirname(fixture.segments[0]!));
  frozen(folder);
  spool.remove(kept);
  thawed(folder);
  spool.close();
  expect(fixture.told.map(({ key, about }) => [key, about])).toEqual([['export.spool_stuck', 'spool traces (EPERM)']]);
  const next = fixture.open();
  expect(next.adopt()).toEqual([]);
  expect(fixture.segments).toEqual([]);
});

it('counts what the next process sends again, where the disk takes no note of its end', async () => {
  const { stdout } = await runProgram(process.execPath, { args: [join(__dirname, 'spool-stuck.mjs'), fixture.dir] })
    .exit;
  // The note on the first one lies within what may be written.
  expect(JSON.parse(stdout)).toMatchObject({ delivered: 4, maybeTwice: 2 });
  const next = fixture.open();
  expect(textsOf(next, adoptAll(next))).toEqual(['b'.repeat(1_000), 'c'.repeat(1_000)]);
});
