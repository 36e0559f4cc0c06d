import { checkedText } from '@portcall/core/internal';
import type { Backend } from '@portcall/metrics';
import { instruments } from '@portcall/otel';
import { type GenAiMetrics, type GenAiNames, genAiMetrics } from '@portcall/ports';
import { serverOf } from './calls/server.js';
import type { TracedClient } from './calls/traced-method.js';
import { type ModelClientOptions, modelSettings } from './model-options.js';

/** @throws Error for unknown options and values */
export function tracedClient(
  baseUrl: unknown,
  { provider, backend, ...options }: ModelClientOptions,
  own: { readonly what: string; readonly provider: string },
): TracedClient {
  const settings = modelSettings(options, own.what);
  const server = serverOf(baseUrl);
  let metrics: GenAiMetrics | undefined;
  return {
    server,
    provider:
      provider === undefined
        ? (server.provider ?? own.provider)
        : checkedText(provider, `${own.what}: provider`, 'name it as the conventions do, such as "groq"'),
    metrics: () => (metrics ??= metricsOf(backend, settings.names)),
    messageContent: settings.messageContent,
  };
}

const byName = new Map<GenAiNames, GenAiMetrics>();

/** Without a backend those of the telemetry that is registered, to which OpenTelemetry's instruments lead. */
function metricsOf(backend: Backend | undefined, names: GenAiNames): GenAiMetrics {
  if (backend !== undefined) return genAiMetrics(backend, { names });
  const known = byName.get(names);
  if (known !== undefined) return known;
  const made = genAiMetrics(instruments(), { names });
  byName.set(names, made);
  return made;
}
