import { shown } from '@portcall/core/internal';
import type { Exporter, MetricsExport, SpansExport } from '@portcall/exporters';

// Programs without types may give anything, and what is missing would only show when a span ends, or the process.

/** @throws Error for what cannot be flushed */
export function checkedMetrics(name: string, given: unknown): MetricsExport {
  const { flush, shutdown } = partsOf<MetricsExport>(given);
  if (typeof flush === 'function' && typeof shutdown === 'function') return given as MetricsExport;
  throw new Error(
    `exporters: metrics() of ${shown(name)} gave ${shown(given)}; give an object with flush() and shutdown()`,
  );
}

/** @throws Error for what cannot take spans, or cannot be flushed */
export function checkedSpans({ name }: Exporter, given: unknown): SpansExport {
  const { account, take, flush, shutdown } = partsOf<SpansExport>(given);
  const isAccount = typeof account?.record === 'function' && typeof account.drop === 'function';
  if (isAccount && [take, flush, shutdown].every((part) => typeof part === 'function')) return given as SpansExport;
  throw new Error(
    `exporters: spans() of ${shown(name)} gave ${shown(given)}; give an object with an account, take(), flush() and shutdown()`,
  );
}

function partsOf<T extends object>(given: unknown): Partial<T> {
  return typeof given === 'object' && given !== null ? given : {};
}
