import type { Account } from '@portcall/outbox';
import type { SpanWaiting } from '../sdk/span-waiting.js';

/** What delivers one signal to one exporter. A promise of its may reject, which is reported. */
export interface Delivering {
  /** As a problem with it calls it. */
  readonly what: string;
  /** What its exporter is called in problems and results. */
  readonly exporter: string;
  /** True where others come and read: nothing is lost here when the process ends. */
  readonly pulled?: boolean;
  /** What became of its items. Absent where nobody counts them. */
  readonly account?: Account | undefined;
  /** What kind of exporter it is, as `otel.component.type` of the conventions says it. */
  readonly componentType?: string | undefined;
  /** How finished spans wait for it. Absent for metrics. */
  readonly waiting?: SpanWaiting;
  /** Where it sends, as it may be printed. */
  readonly receiver?: string | undefined;
  /** Why the receiver took nothing the last time, in words that may be printed; undefined where it took it. */
  readonly failure?: (() => string | undefined) | undefined;
  /** @returns resolves with false where something is left, and with anything else where everything is at its end */
  readonly flush: (timeoutMillis: number) => Promise<unknown>;
  readonly shutdown: (timeoutMillis: number) => Promise<unknown>;
  /**
   * The end, at once: what is left is kept on disk, or given up and in the account. Absent where nothing can be done any
   * more, and where what would be lost is not known.
   * @returns false where more may be lost than the account says: what was recorded and not yet read
   */
  readonly leave?: (() => unknown) | undefined;
}
