import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Balance } from '@portcall/outbox';
import { eventually } from '@portcall/real-parts';
import { LineReceiver } from './line-receiver.js';

interface Said {
  readonly id: number;
  readonly balance: Balance;
  /** Items of records that are damaged, at least one each. */
  readonly damaged: number;
}

const PROGRAM = join(__dirname, 'outbox-process.mjs');
/** A file that is larger than this cannot grow on a full disk. */
const FULL_BYTES = 512;
const SETTLE_MS = 60_000;

/** A receiver, two places for processes that share one spool, and what is known of everything that was ever emitted. */
export class World {
  readonly receiver: LineReceiver = new LineReceiver();
  emitted = 0;
  /** Numbers that a spool has said it has. */
  readonly spooled: number[] = [];
  /** The last that each process said which was killed, and of those that have ended. */
  readonly killed: Said[] = [];
  readonly ended: Said[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'chaos-'));
  private readonly places: (OutboxProcess | undefined)[] = [undefined, undefined];

  static async begin(): Promise<World> {
    const world = new World();
    await world.receiver.up();
    for (const place of world.places.keys()) await world.start(place);
    return world;
  }

  isRunning(place: number): boolean {
    return this.places[place] !== undefined;
  }

  async start(place: number): Promise<void> {
    const options = { url: this.receiver.url, dir: join(this.folder, 'spool') };
    this.places[place] = await OutboxProcess.start(options, (numbers) => this.spooled.push(...numbers));
  }

  async emit(place: number, count: number): Promise<Said> {
    const first = this.emitted + 1;
    this.emitted += count;
    return this.at(place).ask('emit', { first, count });
  }

  look(place: number): Promise<Said> {
    return this.at(place).ask('look');
  }

  /** What it holds is asked for before: between that and its end it takes nothing new. */
  async kill(place: number): Promise<void> {
    this.killed.push(await this.look(place));
    await this.at(place).kill();
    this.places[place] = undefined;
  }

  async stop(place: number): Promise<Said> {
    const said = await this.at(place).ask('close', { timeoutMillis: 500 });
    await this.at(place).kill();
    this.ended.push(said);
    this.places[place] = undefined;
    return said;
  }

  fillDisk(place: number): void {
    this.at(place).limitFiles(String(FULL_BYTES));
  }

  freeDisk(place: number): void {
    this.at(place).limitFiles('unlimited');
  }

  /** Everything is well again, and what was left is delivered, by a new process at the end. */
  async settle(): Promise<void> {
    await this.receiver.behave('none');
    for (const [place, running] of this.places.entries()) if (running !== undefined) await this.stop(place);
    for (;;) {
      await this.start(0);
      await this.delivered(0);
      const { balance } = await this.stop(0);
      if (balance.recorded === 0) return;
    }
  }

  async end(): Promise<void> {
    for (const running of this.places) await running?.kill();
    await this.receiver.down();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async delivered(place: number): Promise<void> {
    const isDone = async (): Promise<boolean> => {
      const { balance } = await this.at(place).ask('flush', { timeoutMillis: 1_000 });
      return balance.pending + balance.spooled === 0;
    };
    await eventually(isDone, { timeoutMs: SETTLE_MS, everyMs: 50, what: 'everything to be delivered' });
  }

  private at(place: number): OutboxProcess {
    const running = this.places[place];
    if (running === undefined) throw new Error(`nothing runs in place ${place}`);
    return running;
  }
}

class OutboxProcess {
  private readonly open = new Map<number, (said: Said) => void>();
  private last = 0;

  private stderr = '';

  private constructor(private readonly child: ChildProcess) {
    child
      .setMaxListeners(0)
      .stderr?.setEncoding('utf8')
      .on('data', (piece: string) => {
        this.stderr = `${this.stderr}${piece}`.slice(-4_000);
      });
    child.on('message', (said: Said) => {
      this.open.get(said.id)?.(said);
      this.open.delete(said.id);
    });
  }

  static async start(options: object, onSpooled: (numbers: readonly number[]) => void): Promise<OutboxProcess> {
    const child = fork(PROGRAM, [JSON.stringify(options)], {
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => {
      const lines = (text + piece).split('\n');
      text = lines.pop() ?? '';
      onSpooled(lines.map(Number));
    });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the process ended with ${String(code)} before it was ready`);
    });
    await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => {});
    return new OutboxProcess(child);
  }

  ask(command: string, options: object = {}): Promise<Said> {
    this.last += 1;
    const id = this.last;
    return new Promise((resolve, reject) => {
      this.open.set(id, resolve);
      this.child.once('exit', (code, signal) =>
        reject(new Error(`the process ended with ${signal ?? code} before it had done "${command}": ${this.stderr}`)),
      );
      this.child.send({ id, command, ...options });
    });
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    // With everything that it has said.
    const ended = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await ended;
  }

  limitFiles(bytes: string): void {
    execFileSync('prlimit', ['--pid', String(this.child.pid), `--fsize=${bytes}:unlimited`]);
  }
}
