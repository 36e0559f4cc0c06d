import type { Setting } from '@portcall/core';
import { read, settingOf } from '@portcall/core/internal';
import { PROMETHEUS_HOST, PROMETHEUS_PORT, type PrometheusOptions } from './prometheus-options.js';

/** Where and how scrapes are answered, as it may be printed. */
export function printedSettings(options: PrometheusOptions): readonly Setting[] {
  const { host, port, endpoint, serve, translationStrategy } = options;
  const byDefault = <T>(value: T) => ({ value, variable: undefined });
  return [
    settingOf('prometheus.host', host, read(PROMETHEUS_HOST), PROMETHEUS_HOST.name),
    settingOf('prometheus.port', port, read(PROMETHEUS_PORT), PROMETHEUS_PORT.name),
    settingOf('prometheus.endpoint', endpoint, byDefault('/metrics')),
    settingOf('prometheus.serve', serve, byDefault(true)),
    settingOf('prometheus.translationStrategy', translationStrategy, byDefault<string | null>(null)),
  ];
}
