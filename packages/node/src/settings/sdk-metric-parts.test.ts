import type { IMetricReader, ViewOptions } from '@opentelemetry/sdk-metrics';
import { AggregationType, InMemoryMetricExporter, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { SdkMetricReader, SdkView } from './sdk-metric-parts.js';

it("has room for the SDK's own readers and views", () => {
  const readers: readonly SdkMetricReader[] = [] as readonly IMetricReader[];
  const views: readonly SdkView[] = [
    { instrumentName: '*', aggregation: { type: AggregationType.DROP } },
  ] as readonly ViewOptions[];
  const exporter = new InMemoryMetricExporter(0);
  const periodic: SdkMetricReader = new PeriodicExportingMetricReader({ exporter });
  expect([...readers, periodic, ...views]).toHaveLength(2);
});
