import { checkedCount, checkOptions } from '@portcall/core/internal';

/** How much of one call is kept. What goes beyond is counted in the trace's `cut`. */
export interface TraceLimits {
  /** Operations kept; all of them count in the summary. @default 1000 */
  readonly ops: number;
  /** Schedules kept. @default 100 */
  readonly schedules: number;
  /** UTF-16 code units of a name, an id, an entity or a code. @default 256 */
  readonly name: number;
  /** UTF-16 code units of an error's message. @default 1024 */
  readonly message: number;
  /** UTF-16 code units of a statement's text. @default 4096 */
  readonly text: number;
  /** UTF-16 code units of the value that a call gave, as JSON, where values are kept. @default 4096 */
  readonly value: number;
  /** Calls inside calls that have traces of their own; deeper ones run untraced. @default 256 */
  readonly depth: number;
}

export const DEFAULT_LIMITS: TraceLimits = Object.freeze({
  ops: 1_000,
  schedules: 100,
  name: 256,
  message: 1_024,
  text: 4_096,
  value: 4_096,
  depth: 256,
});

const KNOWN: Readonly<Record<keyof TraceLimits, true>> = {
  ops: true,
  schedules: true,
  name: true,
  message: true,
  text: true,
  value: true,
  depth: true,
};

/** @throws Error naming the limit that is not a positive whole number, or that is unknown */
export function limitsOf(limits: Partial<TraceLimits>): TraceLimits {
  checkOptions(limits, KNOWN, 'limits');
  const all = { ...DEFAULT_LIMITS, ...limits };
  for (const [name, limit] of Object.entries(all)) {
    checkedCount(limit, `limits.${name}`, 'give how many to keep');
  }
  return Object.freeze(all);
}
