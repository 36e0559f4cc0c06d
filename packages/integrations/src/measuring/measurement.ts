import { systemClock } from '@portcall/core';
import { failureOf, safely } from '@portcall/core/internal';
import { type CurrentCall, currentCall, type FinishedOp, type OpName, type TransactionStep } from '@portcall/trace';
import { calls, type Place, runInOperation } from '@portcall/trace/internal';

/** An operation as it is known when it starts. */
export interface Operation {
  readonly op: OpName;
  readonly entity: string;
  readonly system: string;
  /** The statement, where its text is asked for. */
  readonly text?: string | undefined;
  /** What is known of a step of a transaction beside its name; false for what is none. */
  readonly transaction?: TransactionStep | false | undefined;
  /** What it was asked with, as `identified()` has it. */
  readonly identity?: string | undefined;
}

/**
 * In place of the call where a library runs for an operation that is reported, and with it hooks of the app, whose operations are
 * reported as well: only those of its driver are not.
 */
export interface AboveDriver {
  readonly aboveDriver: CurrentCall;
}

/**
 * The call that an operation starting now belongs to; undefined outside of one, and within another operation of it.
 * @param madeBy the call that built a query which runs only now. Where no other one is running it gets the operation, and
 *   where it has ended it refuses it as late
 */
export function observingCall(madeBy?: CurrentCall): CurrentCall | undefined {
  const { call, operationOf } = (calls.getStore() ?? NOWHERE) as Here;
  // The call and not a flag: a connection opened in there keeps this place for all its life, and other calls come by.
  if (call !== undefined && !call.isFinished) return operationOf === call ? undefined : call;
  return operationOf === undefined ? madeBy : undefined;
}

/** The code of a call is a place of its own, which says of itself that it is that call. */
type Here = Pick<Place, 'operationOf'> & {
  readonly call: (CurrentCall & Pick<Place['call'] & {}, 'isFinished'>) | undefined;
};

const NOWHERE: Here = { call: undefined, operationOf: undefined };

/** The same for a driver, whose operations are part of what a library above it has reported. */
export function observingDriver(): CurrentCall | undefined {
  const call = observingCall();
  const above = calls.getStore()?.operationOf;
  return above !== undefined && (above as Partial<AboveDriver>).aboveDriver === call ? undefined : call;
}

const LATE: FinishedOp = Object.freeze({ op: 'query', entity: '', durationMs: 0, ok: true });

/** Where an operation starts in what a call left running, the call says that it came too late. */
export function refuseIfLate(): void {
  const { call, operationOf } = (calls.getStore() ?? NOWHERE) as Here;
  if (operationOf === undefined) call?.recordOp(LATE);
}

/**
 * Runs a client's own code, in which no operation is reported: what a traced driver below a traced query builder does is
 * part of an operation that is reported already.
 */
export function unobserved<T>(call: CurrentCall, run: () => T): T {
  return runInOperation(call, run);
}

/** Instead of a call where none is running, or none any more. */
const NO_CALL = {} as CurrentCall;

/** Runs a library's own code, whose operations are nobody's affair, and late in no call. */
export function unreported<T>(run: () => T): T {
  return runInOperation(currentCall() ?? NO_CALL, run);
}

/** Runs the app's code that a client calls back, in which operations are reported again. */
export function observedAgain<T>(run: () => T): T {
  return runInOperation(undefined, run);
}

/** One running operation. Reports it once, however often it ends; never throws. */
export class Measurement {
  private ended = false;

  constructor(
    readonly call: CurrentCall,
    private operation: Operation,
    private readonly startedAt: number = systemClock.monotonic(),
  ) {}

  /**
   * @param rows reads how many were returned or affected
   * @param durationMs where it is not the time since the start
   * @param asAnswered what it was, by what the database has answered
   */
  succeeded(rows?: () => number | undefined, durationMs?: number, asAnswered: Operation = this.operation): void {
    if (this.ended) return;
    const rowCount = rows === undefined ? undefined : safely('call.integration', 'the row count of a query', rows);
    this.operation = asAnswered;
    this.end(durationMs, true, rowCount, undefined);
  }

  failed(thrown: unknown, durationMs?: number): void {
    if (!this.ended) this.end(durationMs, false, undefined, errorTypeOf(thrown));
  }

  private end(
    durationMs: number | undefined,
    ok: boolean,
    rowCount: number | undefined,
    errorType: string | undefined,
  ): void {
    this.ended = true;
    const { startedAt } = this;
    const tookMs = durationMs ?? systemClock.monotonic() - startedAt;
    const { op, entity, system, text, transaction, identity } = this.operation;
    this.call.recordOp({
      op,
      entity,
      system,
      text,
      transaction,
      identity,
      startedAt,
      durationMs: tookMs,
      ok,
      rowCount,
      errorType,
    });
  }
}

/** Measures one operation: gives what `run` gives and throws what it throws. */
export function measured<T>(
  call: CurrentCall,
  operation: Operation,
  run: () => T,
  rows: (result: Awaited<T>) => number | undefined = () => undefined,
  asAnswered: (result: Awaited<T>) => Operation = () => operation,
): T {
  const measurement = new Measurement(call, operation);
  return followed(() => unobserved(call, run), {
    succeeded: (result) => measurement.succeeded(() => rows(result), undefined, asAnswered(result)),
    failed: (thrown) => measurement.failed(thrown),
  });
}

/** Runs what prepares an operation and is none itself; where that fails the operation has failed. */
export function measuredIfFailing<T>(operation: () => Operation, run: () => T, madeBy?: CurrentCall): T {
  const call = observingCall(madeBy);
  if (call === undefined) return run();
  const startedAt = systemClock.monotonic();
  try {
    return unobserved(call, run);
  } catch (thrown) {
    new Measurement(call, operation(), startedAt).failed(thrown);
    throw thrown;
  }
}

/** Tells how `run` ended, at once or when its promise settles, and gives or throws the same. */
export function followed<T>(
  run: () => T,
  ended: { succeeded(result: Awaited<T>): void; failed(thrown: unknown): void },
): T {
  let result: T;
  try {
    result = run();
  } catch (thrown) {
    ended.failed(thrown);
    throw thrown;
  }
  if (!isThenable(result)) {
    ended.succeeded(result as Awaited<T>);
    return result;
  }
  // Given on as a promise of its own: a second handler on the client's would hide a rejection nobody handles.
  return result.then(
    (value: unknown) => {
      ended.succeeded(value as Awaited<T>);
      return value;
    },
    (thrown: unknown) => {
      ended.failed(thrown);
      throw thrown;
    },
  ) as T;
}

/** Any kind of promise: `pg` can be given another class. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

const MOST_CAUSES = 5;

/** The driver's code: a query builder's error has it in its cause. */
function errorTypeOf(thrown: unknown): string {
  const code = safely('call.integration', 'the error of a query', () => {
    let error = thrown;
    for (let depth = 0; depth < MOST_CAUSES && typeof error === 'object' && error !== null; depth += 1) {
      const { code, cause } = error as { readonly code?: unknown; readonly cause?: unknown };
      if (typeof code === 'string' || typeof code === 'number') return failureOf(error).code;
      error = cause;
    }
    return undefined;
  });
  return code ?? failureOf(thrown).code;
}
