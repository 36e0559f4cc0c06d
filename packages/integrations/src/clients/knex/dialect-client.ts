import { connecting } from '../../measuring/connect.js';
import { identified } from '../../measuring/identity.js';
import { measured, observingCall, refuseIfLate, unreported } from '../../measuring/measurement.js';
import { streamed } from '../../measuring/streamed.js';
import { onConnection, type ReadOperation } from '../../sql/query-text.js';
import { type Answered, asAnswered, rowsOf } from './answer.js';

/** A query as Knex hands it to a driver. */
interface Query extends Answered {
  readonly sql: unknown;
  readonly bindings?: unknown;
}

/** What Knex has for one kind of database: it asks the driver, and makes clients like itself for transactions. */
export interface DialectClient {
  readonly dialect?: unknown;
  _query(connection: object, query: Query | string): Promise<Answered>;
  _stream(connection: object, query: Query, stream: NodeJS.ReadableStream, options: unknown): Promise<unknown>;
  acquireConnection(): Promise<object>;
}

/**
 * Gives one client a class of its own. That of a transaction is made of its client's class, and so is traced as well, at any
 * depth.
 */
export function tracedDialectClient(client: DialectClient, system: string, read: ReadOperation): void {
  const Dialect = client.constructor as new () => DialectClient;
  class TracedDialect extends Dialect {
    override _query(connection: object, query: Query | string): Promise<Answered> {
      const run = (): Promise<Answered> => super._query(connection, query);
      const call = observingCall();
      if (call === undefined) {
        refuseIfLate();
        return run();
      }
      const text = textOf(query);
      const operation = identified(onConnection(read(text), connection), text, bindingsOf(query));
      return measured(
        call,
        operation,
        run,
        (answered) => rowsOf(operation, answered),
        (answered) => asAnswered(operation, answered),
      );
    }

    override _stream(
      connection: object,
      query: Query,
      stream: NodeJS.ReadableStream,
      options: unknown,
    ): Promise<unknown> {
      const run = (): Promise<unknown> => super._stream(connection, query, stream, options);
      const call = observingCall();
      if (call !== undefined) return streamed(call, read(textOf(query)), stream, run);
      refuseIfLate();
      return run();
    }

    /** What it asks a new connection for itself is nobody's affair. */
    override acquireConnection(): Promise<object> {
      return connecting(system, () => unreported(() => super.acquireConnection()));
    }
  }
  Object.defineProperty(TracedDialect, 'name', { value: Dialect.name });
  Object.setPrototypeOf(client, TracedDialect.prototype);
}

function textOf(query: Query | string): unknown {
  return typeof query === 'string' ? query : query.sql;
}

function bindingsOf(query: Query | string): unknown {
  return typeof query === 'string' ? undefined : query.bindings;
}
