/** What a database operation does. The seed's names, plus any text. */
export type OpName =
  | 'get'
  | 'list'
  | 'paginate'
  | 'insert'
  | 'update'
  | 'delete'
  | 'lookup'
  | 'query'
  | 'query_graph'
  | 'link'
  | 'unlink'
  | 'search'
  | 'vector_search'
  | 'advisory_lock'
  | 'aggregate'
  | (string & {});

/** One database operation within a call. */
export interface Op {
  readonly op: OpName;
  /** Table, collection or whatever the operation is about; empty where it is not known. */
  readonly entity: string;
  /** The row's own id, where there is one. */
  readonly id?: string | undefined;
  readonly durationMs: number;
  /** Rows returned or affected, where the client tells. */
  readonly rowCount?: number | undefined;
  readonly ok: boolean;
  /** Milliseconds from the start of the call to the start of the operation. Not part of the wire form. */
  readonly startMs?: number | undefined;
  /** `db.system.name` of the semantic conventions: `postgresql`, `sqlite`. Not part of the wire form. */
  readonly system?: string | undefined;
  /** Code or name of the error of an operation that failed. Not part of the wire form. */
  readonly errorType?: string | undefined;
  /** The statement's text, where it was asked for. Not part of the wire form. */
  readonly text?: string | undefined;
}

/** What is known of a statement that begins or ends a transaction, or a part of one, beside its name. */
export interface TransactionStep {
  /** What stands for its connection, so that transactions at the same time are told apart. @default the newest one of the call */
  readonly connection?: object | undefined;
  /** The savepoint that it sets, releases or rolls back to; '' for the innermost. */
  readonly savepoint?: string | undefined;
  /** Of a commit, whether the database has said that it did so: PostgreSQL ends a failed transaction by it as well. @default false */
  readonly isConfirmed?: boolean | undefined;
  /** Whether it is over even where this step fails. @default as the database has it: SQLite goes on after a commit that failed */
  readonly isOver?: boolean | undefined;
}

/** An operation as it is handed in, when it has ended. */
export interface FinishedOp extends Omit<Op, 'startMs'> {
  /**
   * For `onCommit` of metrics: `begin`, `commit`, `rollback`, `savepoint` and `release` without an entity are steps of
   * transactions. Not kept. False for what is none, such as a script of several.
   */
  readonly transaction?: TransactionStep | false | undefined;
  /**
   * What stands for everything that a read was asked with, values included, and is the same for the same: never the values
   * themselves. The lint of repeated reads goes by it where there is no `id`; kept for nothing else.
   */
  readonly identity?: string | undefined;
  /** When it started, on the monotonic clock. @default its duration ago */
  readonly startedAt?: number | undefined;
}

/** All operations of a call together, those included that the limits left out. */
export interface OpSummary {
  readonly count: number;
  readonly failed: number;
  readonly rows: number;
  readonly durationMs: number;
}

/** A call scheduled by another one. */
export interface Schedule {
  readonly fnName: string;
  /** Milliseconds from now. */
  readonly delayMs?: number | undefined;
  /** Milliseconds since 1970. */
  readonly runAt?: number | undefined;
}
