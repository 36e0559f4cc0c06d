import type { TransactionStep } from '@portcall/trace';
import { tracedSystems } from '@portcall/trace/internal';
import type { Operation } from '../measuring/measurement.js';
import { sqlDialect } from './sql-dialect.js';
import { statementReader } from './sql-statement.js';
import { transactionStep } from './transaction-step.js';

/** What every traced client takes. */
export interface TracedClientOptions {
  /**
   * Also records the text of each statement, as the client sends it, which is exported as `db.query.text`. Literals that the
   * app itself wrote into a text are part of it.
   *
   * Parameters are never recorded, and no option asks for them: in most apps they are somebody's personal data. Of a query
   * builder and its driver the builder's option counts, and of a client that is traced twice the first.
   * @default false
   */
  readonly queryText?: boolean;
}

/** Those there are, for `checkOptions`. */
export const CLIENT_OPTIONS: Readonly<Record<keyof TracedClientOptions, true>> = { queryText: true };

/**
 * Tells the operation of a statement by its text; of what is no text an unknown one.
 * @param hasValues whether the client has written the parameters into the text: then it is neither recorded nor kept. @default
 *   false
 */
export type ReadOperation = (text: unknown, hasValues?: boolean) => Operation;

/** How the statements of one client are read: with their texts where those are asked for. */
export function operationReader(system: string, { queryText }: TracedClientOptions): ReadOperation {
  tracedSystems().add(system);
  const statement = statementReader(sqlDialect(system));
  return (text, hasValues = false) => {
    const { op, entity } = statement(text, !hasValues);
    const transaction = entity === '' ? transactionStep(op, text) : undefined;
    if (queryText !== true) return { op, entity, system, transaction };
    return { op, entity, system, transaction, text: typeof text === 'string' && !hasValues ? text : undefined };
  };
}

/** A step of a transaction with its connection: several may be open in one call. */
export function onConnection(operation: Operation, connection: object): Operation {
  const { transaction } = operation;
  return transaction ? withStep(operation, { connection, savepoint: transaction.savepoint }) : operation;
}

/** The same operation at another step. One by one: to spread an object and add to it is slow, and this runs for every transaction. */
export function withStep({ op, entity, system, text }: Operation, transaction: TransactionStep): Operation {
  return { op, entity, system, text, transaction };
}
