import { describe, listed } from './describe.js';
import { checkOptions } from './options.js';

const POLICIES = ['drop-oldest', 'drop-newest', 'block'] as const;

/** What happens when there is no room: the oldest item goes, the newest goes, or who sends waits. */
export type Policy = (typeof POLICIES)[number];

export interface ChannelOptions {
  /** Items kept until they are taken. @default 256 */
  readonly capacity?: number;
  /** @default 'drop-oldest' */
  readonly policy?: Policy;
}

/** @throws Error for a capacity that is not a positive integer, and for an unknown policy or option */
export function checkedChannelOptions(options: ChannelOptions): Required<ChannelOptions> {
  checkOptions(options, { capacity: true, policy: true }, 'channel()');
  const { capacity = 256, policy = 'drop-oldest' } = options;
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw new Error(`capacity: ${describe(capacity)} is not a positive integer; give how many items to keep`);
  }
  if (!POLICIES.includes(policy)) {
    throw new Error(`policy: unknown value ${describe(policy)}; use one of ${listed(POLICIES)}`);
  }
  return { capacity, policy };
}
