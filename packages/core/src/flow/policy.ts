import { checkedCount, checkedOneOf } from '../problem/checked-value.js';
import { checkOptions } from '../problem/refused-options.js';

const POLICIES = ['drop-oldest', 'drop-newest', 'block'] as const;

/** What happens when there is no room: the oldest item goes, the newest goes, or who sends waits. */
export type Policy = (typeof POLICIES)[number];

export interface ChannelOptions {
  /** Items kept until they are taken. @default 256 */
  readonly capacity?: number;
  /** @default 'drop-oldest' */
  readonly policy?: Policy;
}

/** @throws Error for a capacity that is not a positive whole number, and for an unknown policy or option */
export function checkedChannelOptions(options: ChannelOptions): Required<ChannelOptions> {
  checkOptions(options, { capacity: true, policy: true }, 'channel()');
  const { capacity = 256, policy = 'drop-oldest' } = options;
  checkedCount(capacity, 'capacity', 'give how many items to keep');
  checkedOneOf(policy, POLICIES, 'policy');
  return { capacity, policy };
}
