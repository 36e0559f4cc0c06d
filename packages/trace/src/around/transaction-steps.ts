import { report } from '@portcall/core';
import { transactionHere } from '@portcall/core/internal';
import type { Outcome } from '../record/fn-trace.js';
import type { TransactionStep } from '../record/op.js';
import { calls } from '../running/async-context.js';
import { Transaction } from './transaction.js';

/** A call, as what begins transactions and ends them. */
export interface Transacting {
  readonly fnName: string;
  readonly isFinished: boolean;
  /** The newest one where its code runs: its own, or that of a call around it. Whether it is open it knows itself. */
  transaction: Transaction | undefined;
}

/** An operation that has ended, as far as transactions go. */
interface Ended {
  readonly op: string;
  readonly ok: boolean;
  readonly system: string | undefined;
  readonly step: TransactionStep | false | undefined;
}

/** Whose failed statements make it refuse all others in their transaction. */
const REFUSES_THE_REST = 'postgresql';
/** Whose transaction stays open where it could not be committed. */
const STAYS_OPEN = 'sqlite';

/** Takes note of what an operation did to the transactions of its call. */
export function noteStep(call: Transacting, { op, ok, system, step }: Ended): void {
  if (step === false) return;
  if (op === 'begin') {
    if (ok) begin(call, step?.connection);
    return;
  }
  const transaction = openOf(call, step?.connection);
  if (transaction === undefined) return;
  const take = STEPS.get(op);
  if (take !== undefined && (ok || ENDS.has(op))) take(transaction, step ?? NO_STEP, ok, system);
  else if (!ok && system === REFUSES_THE_REST) transaction.fail();
}

type Take = (transaction: Transaction, step: TransactionStep, ok: boolean, system: string | undefined) => void;

const NO_STEP: TransactionStep = Object.freeze({});
const ENDS: ReadonlySet<string> = new Set(['commit', 'rollback']);
const STEPS: ReadonlyMap<string, Take> = new Map<string, Take>([
  ['savepoint', (transaction, { savepoint = '' }) => transaction.savepoint(savepoint)],
  ['release', (transaction, { savepoint = '' }) => transaction.release(savepoint)],
  ['commit', commit],
  ['rollback', rollback],
]);

function commit(
  transaction: Transaction,
  { isConfirmed = false, isOver }: TransactionStep,
  ok: boolean,
  system?: string,
): void {
  if (ok) transaction.commit(isConfirmed);
  else if (isOver ?? system !== STAYS_OPEN) transaction.rollback();
}

function rollback(transaction: Transaction, { savepoint }: TransactionStep, ok: boolean, system?: string): void {
  if (savepoint === undefined) transaction.rollback();
  else if (ok) transaction.rollbackTo(savepoint);
  else if (system === REFUSES_THE_REST) transaction.fail();
}

function begin(call: Transacting, connection: object | undefined): void {
  transactionHere.current ??= current;
  // To begin again changes nothing, in databases that take it at all.
  const open = openOf(call, connection);
  if (open?.owner === call && open.connection === connection) return;
  call.transaction = new Transaction(call, connection, newestOpen(call.transaction));
}

function current(): Transaction | undefined {
  const call = calls.getStore()?.call as Transacting | undefined;
  return call === undefined || call.isFinished ? undefined : newestOpen(call.transaction);
}

/** Of no connection in particular the newest. */
function openOf(call: Transacting, connection: object | undefined): Transaction | undefined {
  let transaction = newestOpen(call.transaction);
  if (connection === undefined) return transaction;
  while (transaction !== undefined && transaction.connection !== connection)
    transaction = newestOpen(transaction.outer);
  return transaction;
}

export function newestOpen(from: Transaction | undefined): Transaction | undefined {
  let transaction = from;
  while (transaction !== undefined && !transaction.isOpen) transaction = transaction.outer;
  return transaction;
}

/** A call has ended: what it has begun and not ended nobody will see the end of. */
export function endTransactions(call: Transacting, { status }: Outcome): void {
  let transaction = newestOpen(call.transaction);
  call.transaction = undefined;
  while (transaction?.owner === call) {
    if (status === 'ok' && transaction.isAwaited) sayOpen(call.fnName);
    transaction.rollback();
    transaction = newestOpen(transaction.outer);
  }
}

function sayOpen(fnName: string): void {
  report({
    key: 'call.open_transaction',
    about: fnName,
    message: `${fnName}: ended while a transaction it had begun was open; what was recorded in it with onCommit is discarded; commit or roll back before it returns`,
  });
}
