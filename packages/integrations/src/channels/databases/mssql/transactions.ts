import { processWide } from '@portcall/core/internal';
import type { CurrentCall } from '@portcall/trace';
import { Measurement, observingCall } from '../../../measuring/measurement.js';
import type { TracingMessage } from '../../subscribing/operations.js';
import type { Subscriptions } from '../../subscribing/subscriptions.js';

export const SQL_SERVER = 'microsoft.sql_server';

interface AcquireMessage extends TracingMessage {
  /** Whoever asks for a connection: here a transaction. */
  readonly requestId: number;
}

interface TransactionMessage {
  readonly transactionId: number;
}

interface Transaction {
  readonly call: CurrentCall;
  beginning: Measurement | undefined;
}

/** Those whose end is never told go when there are so many others. */
const MOST = 1_000;

const transactions = processWide('integrations.mssql.transactions', () => new Map<number, Transaction>());

/**
 * Reports how transactions begin and end. That is told when it is over, by a connection that belongs to whoever opened it;
 * whose transaction it is, is known from its asking for a connection. How long the end took is not known.
 */
export function observeTransactions(to: Subscriptions): void {
  const asking = new WeakMap<AcquireMessage, CurrentCall>();
  to.on('tracing:mssql:pool:acquire:start', (message: AcquireMessage) => {
    // Not that of a request, within which nothing is observed.
    const call = observingCall();
    if (call !== undefined) asking.set(message, call);
  });
  to.on('tracing:mssql:pool:acquire:asyncStart', (message: AcquireMessage) => {
    const call = asking.get(message);
    if (call === undefined || message.error !== undefined) return;
    if (transactions.size >= MOST) transactions.delete(transactions.keys().next().value as number);
    transactions.set(message.requestId, { call, beginning: measurementOf(call, 'begin') });
  });
  to.on('mssql:transaction:begin', ({ transactionId }: TransactionMessage) => {
    transactions.get(transactionId)?.beginning?.succeeded();
  });
  for (const op of ['commit', 'rollback']) {
    to.on(`mssql:transaction:${op}`, ({ transactionId }: TransactionMessage) => {
      const transaction = transactions.get(transactionId);
      transactions.delete(transactionId);
      if (transaction !== undefined) measurementOf(transaction.call, op).succeeded(undefined, 0);
    });
  }
}

function measurementOf(call: CurrentCall, op: string): Measurement {
  return new Measurement(call, { op, entity: '', system: SQL_SERVER });
}
