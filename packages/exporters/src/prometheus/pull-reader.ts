import type { MetricReader } from '@opentelemetry/sdk-metrics';
import { report } from '@portcall/core';
import { lazily } from '../lazily.js';
import { exposition } from './exposition.js';

/** A reader that is asked for its metrics as Prometheus text. */
export interface PullReader {
  readonly reader: MetricReader;
  /** Collects now. Rejects once the reader is shut down. */
  text(): Promise<string>;
}

export interface PullReaderOptions {
  readonly cardinalityLimit: number;
  /** Called when the SDK shuts the reader down. */
  readonly onShutdown: () => Promise<void>;
}

/** Metrics as the Prometheus exporter of OpenTelemetry writes them, cumulative. */
export function pullReader({ cardinalityLimit, onShutdown }: PullReaderOptions): PullReader {
  const { MetricReader } = lazily('@opentelemetry/sdk-metrics') as typeof import('@opentelemetry/sdk-metrics');

  const written = exposition();
  const reader = new (class extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {
      await onShutdown();
    }
  })({ cardinalitySelector: () => cardinalityLimit });

  return {
    reader,
    async text() {
      const { resourceMetrics, errors } = await reader.collect();
      for (const cause of errors) {
        report({
          key: 'export.collect',
          message: 'prometheus: a metric could not be collected; it is missing in the scrape; fix the error',
          cause,
        });
      }
      return written(resourceMetrics);
    },
  };
}
