/** How finished spans wait for one exporter. */
export interface SpanWaiting {
  readonly size: number;
  readonly capacity: number;
  /** Spans that the exporter was given, and those that are not for it since they are not sampled. */
  readonly processed: number;
  /** Spans that there was no room for. */
  readonly queueFull: number;
  /** Spans that ended after the shutdown. */
  readonly alreadyShutdown: number;
}
