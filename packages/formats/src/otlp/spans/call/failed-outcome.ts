import type { FnTrace } from '@portcall/trace';

export type FailedOutcome = Extract<FnTrace['outcome'], { readonly code: string }>;

export function isFailure(outcome: FnTrace['outcome']): outcome is FailedOutcome {
  return outcome.status === 'error' || outcome.status === 'rolled_back';
}
