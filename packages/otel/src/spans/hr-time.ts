import type { HrTime } from '@opentelemetry/api';

/** Milliseconds since 1970 as OpenTelemetry's seconds and nanoseconds: of a plain number an SDK asks the clock what it means. */
export function hrTimeOf(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1e3);
  const nanoseconds = Math.round((milliseconds - seconds * 1e3) * 1e6);
  return nanoseconds < 1e9 ? [seconds, nanoseconds] : [seconds + 1, 0];
}
