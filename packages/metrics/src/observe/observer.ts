import { report } from '@portcall/core';
import { nativeTypes } from '@portcall/core/internal';
import type { Definition } from '../declare/definition.js';
import type { Observed } from './observation.js';
import { type Say, Saying } from './saying.js';

/** What an app has registered, whichever form it has there. May return a promise, throw and reject. */
export type ObserverCallback = (say: Say) => unknown;

/** How long a callback may take, in milliseconds: as long as those of OpenTelemetry's instruments beside it. */
const DEADLINE_MS = 1_000;
const TOO_LONG = `took longer than ${DEADLINE_MS} ms`;

const NOTHING: Observed = Object.freeze([]);

/** One callback and what it says. It is called when somebody reads, and never while it is still running. */
export class Observer {
  /** Resolves once the run that is under way has ended, or is late. */
  private running: Promise<void> | undefined;
  private isCalling = false;
  private isLate = false;
  /** Known once it has answered by a promise: it is not called for those who cannot wait. */
  private isAsync = false;
  private isGone = false;
  private latest = NOTHING;

  constructor(
    readonly metrics: readonly Definition[],
    private readonly callback: ObserverCallback,
  ) {}

  /** What it says now; an async one, what it said when somebody last waited for it. Never throws. */
  now(): Observed {
    if (!this.isAsync && !this.isCalling) this.run();
    return this.latest;
  }

  /** What it says now, or nothing once that takes too long. Never rejects. */
  async awaited(): Promise<Observed> {
    if (this.isLate) this.failed(TOO_LONG);
    else if (this.running === undefined && !this.isCalling) this.run();
    await this.running;
    return this.latest;
  }

  /** It says nothing from now on. */
  end(): void {
    this.isGone = true;
    this.latest = NOTHING;
  }

  private run(): void {
    const saying = new Saying(this.metrics);
    const answer = this.called(saying);
    if (answer === undefined) this.keep(saying);
    else this.running = this.settled(answer, saying);
  }

  /** @returns the promise that it answered by */
  private called(saying: Saying): Promise<unknown> | undefined {
    this.isCalling = true;
    try {
      const answer = this.callback(saying.say);
      return nativeTypes.isPromise(answer) ? answer : undefined;
    } catch (cause) {
      saying.discard();
      this.failed('threw an error', cause);
      return undefined;
    } finally {
      this.isCalling = false;
    }
  }

  private settled(answer: Promise<unknown>, saying: Saying): Promise<void> {
    this.isAsync = true;
    return new Promise((resolve) => {
      const late = setTimeout(() => {
        this.isLate = true;
        saying.discard();
        this.failed(TOO_LONG);
        this.keep(saying);
        resolve();
      }, DEADLINE_MS);
      const ended = (): void => {
        clearTimeout(late);
        this.isLate = false;
        this.running = undefined;
        this.keep(saying);
        resolve();
      };
      whenSettled(answer, ended, (cause) => {
        saying.discard();
        if (!this.isLate) this.failed('rejected', cause);
        ended();
      });
    });
  }

  private keep(saying: Saying): void {
    const said = saying.end();
    this.latest = this.isGone ? NOTHING : said;
  }

  private failed(how: string, cause?: unknown): void {
    const names = this.metrics.map(({ name }) => name).join(', ');
    report({
      key: 'record.observe',
      about: names,
      message: `${names}: the callback of observe() ${how}; what it observes is missing in that collection; fix the callback`,
      cause,
    });
  }
}

function whenSettled(answer: Promise<unknown>, fulfilled: () => void, rejected: (cause: unknown) => void): void {
  try {
    // Not its own `then`, which may be anything.
    void Promise.prototype.then.call(answer, fulfilled, rejected);
  } catch (cause) {
    rejected(cause); // the constructor of a subclass, which `then()` calls
  }
}
