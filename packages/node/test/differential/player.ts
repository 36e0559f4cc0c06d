import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Recordings } from '@portcall/conformance';
import { type FaultReceiver, type OtlpPoint, startFaultReceiver } from '@portcall/real-parts';

/** What is played, by whom: after each part of the recordings everything is exported and scraped. */
export interface Program {
  readonly catalog: Recordings['catalog'];
  readonly parts: readonly Recordings['recordings'][];
  readonly aggregation: 'store' | 'sdk';
  /** Variables of the process from now on. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What became of a program. */
export interface Played {
  /** What scrapes were answered with, one for each part. */
  readonly texts: readonly string[];
  /** What each of two receivers was sent. */
  readonly received: readonly (readonly OtlpPoint[])[];
  readonly problems: readonly unknown[];
}

/** A process with the built packages that plays one program after the other, with two OTLP receivers and a scraper. */
export class Player implements AsyncDisposable {
  private constructor(
    private readonly child: ChildProcess,
    private readonly receivers: readonly FaultReceiver[],
  ) {}

  static async start(): Promise<Player> {
    const receivers = await Promise.all([startFaultReceiver(), startFaultReceiver()]);
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('OTEL_')));
    return new Player(fork(join(__dirname, 'play.mjs'), { env, execArgv: [] }), receivers);
  }

  async play(program: Program): Promise<Played> {
    const before = this.receivers.map((receiver) => receiver.metrics().length);
    const answer = new Promise<Omit<Played, 'received'>>((resolve, reject) => {
      this.child.once('message', (said) => resolve(said as Omit<Played, 'received'>));
      this.child.once('exit', reject);
    });
    this.child.send({ ...program, urls: this.receivers.map(({ url }) => url) });
    const { texts, problems } = await answer;
    this.child.removeAllListeners('exit');
    return { texts, problems, received: this.receivers.map((receiver, i) => receiver.metrics().slice(before[i])) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill();
    await Promise.all(this.receivers.map((receiver) => receiver.stop()));
  }
}
