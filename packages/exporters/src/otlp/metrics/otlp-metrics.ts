import { report } from '@portcall/core';
import { shown, turn } from '@portcall/core/internal';
import { jsonMetricsSteps, type MetricsStep, metricsSteps } from '@portcall/formats/internal';
import type { Collection } from '@portcall/metrics';
import type { MetricReading, MetricSource, MetricsExport } from '../../exporter.js';
import { periodicExport } from '../../periodic-export.js';
import { reportCorrected } from '../sendable/corrections.js';
import type { OtlpOutbox } from '../sending/otlp-outbox.js';
import type { SignalSettings } from '../settings/signal-settings.js';

/** Sends metrics every interval, as protobuf or JSON, in requests of a bounded size. */
export function otlpMetrics(
  reading: MetricReading,
  source: MetricSource,
  {
    settings: { destination, protocol },
    account,
    outbox,
    spool,
    parts,
  }: OtlpOutbox & { readonly settings: SignalSettings },
): MetricsExport {
  const stepsOf = protocol === 'http/json' ? jsonMetricsSteps : metricsSteps;
  const to = destination.shown;
  const told = {
    corrected: reportCorrected('metrics', to),
    leftOut: (metric: string, value: unknown) => reportPoint(metric, value, to),
  };
  const put = ({ bytes, points: items }: NonNullable<MetricsStep>): void => {
    account.record(items);
    outbox.put({ bytes, items });
  };
  const sendNow = (collection: Collection): void => {
    for (const step of stepsOf(collection, source.resource, told)) if (step !== undefined) put(step);
  };
  return periodicExport(reading, source, {
    name: 'otlp',
    ...parts,
    async send(collection) {
      for (const step of stepsOf(collection, source.resource, told)) {
        if (step === undefined) await turn();
        else put(step);
      }
      await outbox.merge();
    },
    sendNow: spool === undefined ? undefined : sendNow,
    flush: (timeoutMillis) => outbox.flush(timeoutMillis),
    end: (timeoutMillis) => outbox.close(timeoutMillis),
  });
}

function reportPoint(metric: string, value: unknown, destination: string): void {
  report({
    key: 'export.points_unsendable',
    about: metric,
    message:
      `${metric}: a data point of ${shown(value)} cannot be sent to ${destination}; it is left out of this and every ` +
      'export that has it; record finite numbers only',
  });
}
