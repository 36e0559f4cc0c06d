import type { Op, OpSummary, Schedule } from './op.js';

/** What a function may do: read, write, or reach outside. */
export type FnType = 'query' | 'mutation' | 'action';

export const FN_TYPES: readonly FnType[] = ['query', 'mutation', 'action'];

/** Which side of an exchange a call is on, in OpenTelemetry's words; `internal` is on none. */
export type CallKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export const CALL_KINDS: readonly CallKind[] = ['internal', 'server', 'client', 'producer', 'consumer'];

/** What is said of a call beside what all calls say; see `openCall()`. */
export type CallAttributes = Readonly<Record<string, string | number | boolean>>;

/**
 * How a call ended. `abandoned`: it gave a stream, and nobody read it to its end.
 * `ok`, `error` and `rolled_back` are the seed's. `value` is there where values are kept; see `TracingOptions.keepValues`.
 */
export type Outcome =
  | { readonly status: 'ok'; readonly value?: unknown }
  | { readonly status: 'error'; readonly code: string; readonly message: string }
  | { readonly status: 'rolled_back'; readonly code: string; readonly message: string }
  | { readonly status: 'abandoned' };

/** What the limits left out of a trace; see `TraceLimits`. */
export interface Cut {
  readonly ops: number;
  readonly schedules: number;
  /** UTF-16 code units of texts that were too long. */
  readonly characters: number;
  /** Calls nested too deeply to have a trace of their own. */
  readonly calls: number;
  /** Parts of the value that the call gave, where it is kept; absent where none was left out. */
  readonly values?: number;
}

/** What one call of a function should keep within, calls below it not included. */
export interface Budget {
  /** Database operations, those included that the limits leave out of the trace. @default no limit */
  readonly ops?: number;
  /** Milliseconds from its start to its end, the end of its stream included. @default no limit */
  readonly ms?: number;
}

/** A request that a call sent to another service. */
export interface SentRequest {
  /** Host and port, or what else it is known by. */
  readonly to: string;
  /** Milliseconds from the start of the call to the start of the request. */
  readonly startMs: number;
}

/** The finished record of one call. What an app gets is frozen, with all its parts but the value the call gave. */
export interface FnTrace {
  readonly callId: string;
  readonly fnName: string;
  readonly fnType: FnType;
  /** @default 'internal' */
  readonly kind?: CallKind | undefined;
  /** Undefined where there are none. */
  readonly attributes?: CallAttributes | undefined;
  readonly userId?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly parentCallId?: string | undefined;
  /** Of the call's span, where it has one: 32 hexadecimal digits. */
  readonly traceId?: string | undefined;
  /** Of the call's span, where it has one: 16 hexadecimal digits. */
  readonly spanId?: string | undefined;
  /** Whole milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly ops: readonly Op[];
  readonly streamBytes: number;
  readonly streamChunks: number;
  readonly schedules: readonly Schedule[];
  readonly opSummary: OpSummary;
  /** Undefined where nothing was cut. */
  readonly cut?: Cut | undefined;
  /** Requests to other services, the first 100 of them; undefined where there are none, or none is seen. */
  readonly requests?: readonly SentRequest[] | undefined;
  /** The limits of its function's budget that it has exceeded; undefined where it kept within them. */
  readonly overBudget?: Budget | undefined;
}

/** A call as it is known when it starts. */
export type CallStart = Pick<
  FnTrace,
  'callId' | 'fnName' | 'fnType' | 'kind' | 'attributes' | 'userId' | 'tenantId' | 'parentCallId'
>;
