import type { AnyFunction, CurrentCall } from '@portcall/trace';
import { identified } from '../../measuring/identity.js';
import {
  followed,
  Measurement,
  type Operation,
  observingCall,
  refuseIfLate,
  unobserved,
} from '../../measuring/measurement.js';
import { measuredTransaction, TRANSACTION } from '../../measuring/transaction.js';
import { type PrismaOperation, rowsOf } from './operation.js';

/** A client of Prisma, as what can be extended. */
export interface Extensible {
  $extends(extension: object): Extensible;
  readonly $transaction: AnyFunction;
}

interface Asked extends PrismaOperation {
  query(args: unknown): PromiseLike<unknown>;
}

/** Reports every operation, those in transactions included. */
export function tracesOperations(read: (operation: PrismaOperation) => Operation): object {
  return {
    name: 'portcall',
    query: {
      $allOperations(asked: Asked): unknown {
        // What Prisma runs belongs to whoever waits for it, so that is done inside.
        const run = async (): Promise<unknown> => asked.query(asked.args);
        const call = observingCall();
        if (call === undefined) {
          refuseIfLate();
          return run();
        }
        const measurement = new Measurement(call, identified(read(asked), asked.operation, asked.args));
        return followed(() => unobserved(call, run), {
          succeeded: (result) => {
            // Of a batch whatever stands behind what has failed is not run, and gives nothing.
            if (result !== undefined) measurement.succeeded(() => rowsOf(asked, result));
          },
          failed: (thrown) => measurement.failed(thrown),
        });
      },
    },
  };
}

/**
 * Reports how transactions begin and end.
 * @param client whose own methods these stand in front of: with `this`, they are those of whatever extends it later
 */
export function tracesTransactions(client: Extensible, system: string): object {
  const begin = client.$transaction;
  return {
    name: 'portcall',
    client: {
      $transaction(this: unknown, body: unknown, ...rest: unknown[]): unknown {
        const run = (what: unknown): unknown => Reflect.apply(begin, this, [what, ...rest]);
        const call = observingCall();
        if (call === undefined) return run(body);
        if (typeof body !== 'function') return batched(call, system, () => run(body));
        return measuredTransaction(call, system, TRANSACTION, (within) =>
          run((transaction: unknown) => within((): unknown => Reflect.apply(body, undefined, [transaction]))),
        );
      },
    },
  };
}

/** Prisma begins and ends a batch with what is in it: how long either takes is not known. */
function batched(call: CurrentCall, system: string, run: () => unknown): unknown {
  const step = (op: string): void =>
    new Measurement(call, { op, entity: '', system, transaction: false }).succeeded(undefined, 0);
  step('begin');
  return followed(run, { succeeded: () => step('commit'), failed: () => step('rollback') });
}
