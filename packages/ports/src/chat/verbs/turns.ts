import { type AttributeKind, counter, histogram, type MetricSpec, oneOf, type Recorders } from '@portcall/metrics';

/** What is done to a turn that already exists. */
export const TURN_OPS = ['retry', 'edit', 'delete'] as const;
export type TurnOp = (typeof TURN_OPS)[number];

/** How it went: only the latest turn of a chat may be changed, only once it has ended, and only by its owner. */
export const TURN_RESULTS = ['ok', 'not_latest', 'invalid_state', 'forbidden'] as const;
export type TurnResult = (typeof TURN_RESULTS)[number];

/** Changes to turns that already exist. */
export interface TurnMetrics {
  recordTurnMutation(op: TurnOp, result: TurnResult): void;
  /** Milliseconds, refused mutations included. */
  recordTurnMutationLatencyMs(op: TurnOp, ms: number): void;
}

export type TurnSpecs = {
  readonly turnMutation: MetricSpec<
    'counter',
    { readonly op: AttributeKind<TurnOp>; readonly result: AttributeKind<TurnResult> }
  >;
  readonly turnMutationLatency: MetricSpec<'histogram', { readonly op: AttributeKind<TurnOp> }>;
};

export const turnSpecs: TurnSpecs = {
  turnMutation: counter({
    name: 'turn_mutation',
    unit: '{mutation}',
    description: 'Mutations of turns, once per request, refused ones included.',
    attributes: { op: oneOf(...TURN_OPS), result: oneOf(...TURN_RESULTS) },
  }),
  turnMutationLatency: histogram({
    name: 'turn_mutation_latency_ms',
    unit: '{ms}',
    description: 'Time a mutation of a turn took, once per request, refused ones included.',
    attributes: { op: oneOf(...TURN_OPS) },
    boundaries: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000],
  }),
};

export function turnMetrics({ turnMutation, turnMutationLatency }: Recorders<TurnSpecs>): TurnMetrics {
  return {
    recordTurnMutation: (op, result) => turnMutation.add(1, { op, result }),
    recordTurnMutationLatencyMs: (op, ms) => turnMutationLatency.record(ms, { op }),
  };
}
