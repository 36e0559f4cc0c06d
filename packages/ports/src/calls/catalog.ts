import { checkOptions } from '@portcall/core/internal';
import {
  type AttributeKind,
  type Catalog,
  counter,
  defineCatalog,
  histogram,
  type MetricSpec,
  oneOf,
  text,
} from '@portcall/metrics';
import type { FnType, Outcome } from '@portcall/trace';

type ByFunction = { readonly function: AttributeKind<string>; readonly type: AttributeKind<FnType> };
type ByOutcome = ByFunction & { readonly outcome: AttributeKind<Outcome['status']> };
type ByResult = ByFunction & { readonly result: AttributeKind<'ok' | 'failed'> };

export type CallSpecs = {
  readonly calls: MetricSpec<'counter', ByOutcome>;
  readonly duration: MetricSpec<'histogram', ByOutcome>;
  readonly dbOperations: MetricSpec<'counter', ByResult>;
  readonly streamed: MetricSpec<'counter', ByFunction>;
  readonly overBudget: MetricSpec<'counter', ByFunction>;
};

export interface CallOptions {
  /** Stands before every metric name, with an underscore between; empty for none. @default 'function' */
  readonly prefix?: string;
}

const byFunction: ByFunction = { function: text(), type: oneOf('query', 'mutation', 'action') };
const byOutcome: ByOutcome = { ...byFunction, outcome: oneOf('ok', 'error', 'rolled_back', 'abandoned') };

/**
 * What traced functions do, as metrics.
 * @throws Error for a prefix that is not snake_case, and for other options
 */
export function callCatalog(options: CallOptions = {}): Catalog<CallSpecs> {
  checkOptions(options, { prefix: true }, 'callCatalog()');
  const { prefix = 'function' } = options;
  return defineCatalog<CallSpecs>({
    scope: 'portcall.functions',
    prefix,
    metrics: {
      calls: counter({
        name: 'calls',
        unit: '{call}',
        description: 'Calls of traced functions, once per call when it has ended.',
        attributes: byOutcome,
      }),
      duration: histogram({
        name: 'duration_seconds',
        unit: 's',
        description: 'Time from the start of a call to its end, the end of its stream included, once per call.',
        attributes: byOutcome,
        boundaries: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      }),
      dbOperations: counter({
        name: 'db_operations',
        unit: '{operation}',
        description: 'Database operations within calls, once per operation when its call has ended.',
        attributes: { ...byFunction, result: oneOf('ok', 'failed') },
      }),
      streamed: counter({
        name: 'streamed_bytes',
        unit: 'By',
        description: 'Bytes of the chunks that calls streamed, counted when the call has ended.',
        attributes: byFunction,
      }),
      overBudget: counter({
        name: 'calls_over_budget',
        unit: '{call}',
        description: 'Calls that exceeded the budget of their function, once per call when it has ended.',
        attributes: byFunction,
      }),
    },
  });
}
