import { followed, Measurement, type Operation, unobserved } from '../../measuring/measurement.js';
import { type InCall, observe } from '../../measuring/observe.js';
import { firstSight } from '../../measuring/patch.js';
import { MONGODB } from './command.js';

/** Reports how the transactions of a session begin and end, which is more than what is sent for it. */
export function traceSession(session: object): void {
  // Those that the driver makes for every operation have none.
  if ((session as { readonly explicit?: unknown }).explicit !== true || !firstSight(session)) return;
  observe(session, 'startTransaction', step(session, 'begin'));
  observe(session, 'commitTransaction', step(session, 'commit'));
  observe(session, 'abortTransaction', step(session, 'rollback'));
}

function step(session: object, op: string): InCall {
  return (call, run) => {
    const transaction = { connection: session, isOver: true };
    const operation: Operation = { op, entity: '', system: MONGODB, transaction };
    const measurement = new Measurement(call, operation);
    return followed(() => unobserved(call, run), {
      succeeded: () => measurement.succeeded(),
      failed: (thrown) => {
        transaction.isOver = !isUncertain(thrown);
        measurement.failed(thrown);
      },
    });
  };
}

/** Whether it may have been committed nonetheless, so that it is tried again. */
function isUncertain(thrown: unknown): boolean {
  const { errorLabels } = (thrown ?? {}) as { readonly errorLabels?: unknown };
  return Array.isArray(errorLabels) && errorLabels.includes('UnknownTransactionCommitResult');
}
