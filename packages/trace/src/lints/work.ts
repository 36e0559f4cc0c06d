import type { FnTrace } from '../record/fn-trace.js';
import type { Op } from '../record/op.js';
import { isRequest, isWrite } from './op-kinds.js';

/** The same operation, done again and again by calls of one function. */
export interface Repetition {
  readonly op: string;
  readonly entity: string;
  /** The function whose calls did it. */
  readonly by: string;
  count: number;
}

/** Something that was read and is known to be the same again, or a table that was written to. */
interface Touch {
  readonly at: number;
  readonly op: Op;
  /** What a read asked for. */
  readonly identity: string | undefined;
}

// So much is known of the calls below one that its own memory stays small, whatever they do.
const MOST_REPETITIONS = 1_000;
const MOST_TOUCHES = 1_000;
const MOST_REQUESTS = 100;
const MOST_WRITES = 100;

/** What a call has done, and the calls below it, as far as its lints ask for it. */
export class Work {
  readonly repetitions: Map<string, Repetition> = new Map();
  readonly touches: Touch[] = [];
  readonly requests: { readonly at: number; readonly to: string }[] = [];
  /** By table, the function that wrote to it. */
  readonly writes: Map<string, string> = new Map();

  addOwn(trace: FnTrace): void {
    const startedAt = startOf(trace);
    if (trace.kind === 'client') this.addRequest(startedAt, trace.fnName);
    for (const { to, startMs } of trace.requests ?? []) this.addRequest(startedAt + startMs, to);
    const identities = identitiesOf(trace);
    for (const [index, op] of trace.ops.entries())
      this.addOp(op, op.id ?? identities?.get(index), trace.fnName, startedAt + (op.startMs ?? 0));
  }

  /** Adds what a call below has done. */
  addBelow(other: Work): void {
    for (const [key, repetition] of other.repetitions) this.repeat(key, repetition);
    addSome(this.touches, other.touches, MOST_TOUCHES);
    addSome(this.requests, other.requests, MOST_REQUESTS);
    for (const [entity, by] of other.writes) this.write(entity, by);
  }

  private addOp(op: Op, identity: string | undefined, by: string, at: number): void {
    const { entity } = op;
    if (isRequest(op.op)) {
      this.addRequest(at, entity);
      return;
    }
    // Transactions, and statements of no table.
    if (entity === '') return;
    this.repeat(keyOf(op, by), { op: op.op, entity, by, count: 1 });
    const writes = isWrite(op.op);
    if (writes) this.write(entity, by);
    if ((writes || identity !== undefined) && this.touches.length < MOST_TOUCHES)
      this.touches.push({ at, op, identity });
  }

  private addRequest(at: number, to: string): void {
    if (this.requests.length < MOST_REQUESTS) this.requests.push({ at, to });
  }

  private repeat(key: string, { op, entity, by, count }: Repetition): void {
    const known = this.repetitions.get(key);
    if (known !== undefined) known.count += count;
    else if (this.repetitions.size < MOST_REPETITIONS) this.repetitions.set(key, { op, entity, by, count });
  }

  private write(entity: string, by: string): void {
    if (this.writes.size < MOST_WRITES && !this.writes.has(entity)) this.writes.set(entity, by);
  }
}

/** Of operations by their number, where it is the record of the call. */
export function identitiesOf(trace: FnTrace): ReadonlyMap<number, string> | undefined {
  return (trace as { readonly identities?: ReadonlyMap<number, string> | undefined }).identities;
}

/** Milliseconds since 1970; with fractions while it is the record of the call. */
export function startOf(trace: FnTrace): number {
  return (trace as { readonly startedAtPrecisely?: number }).startedAtPrecisely ?? trace.startedAt;
}

function keyOf({ op, entity, system, text }: Op, by: string): string {
  return `${by}\n${system ?? ''}\n${op}\n${entity}\n${text ?? ''}`;
}

function addSome<T>(to: T[], from: readonly T[], most: number): void {
  for (let index = 0; index < from.length && to.length < most; index += 1) to.push(from[index] as T);
}
