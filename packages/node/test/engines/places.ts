import type { NamingPath } from '@portcall/metrics';
import {
  type JaegerServer,
  type PrometheusServer,
  startCollector,
  startJaeger,
  startPrometheus,
  startVictoriaMetrics,
  type TranslationStrategy,
  type VictoriaMetricsServer,
} from '@portcall/real-parts';

/** Prometheus' strategies, each with the path by which names get there. */
export const STRATEGIES: readonly (readonly [TranslationStrategy, NamingPath])[] = [
  ['UnderscoreEscapingWithSuffixes', 'underscore_suffixes'],
  ['UnderscoreEscapingWithoutSuffixes', 'underscore'],
  ['NoUTF8EscapingWithSuffixes', 'utf8_suffixes'],
  ['NoTranslation', 'untranslated'],
];

/** Every place that what is sent to one Collector gets to. */
export interface Places extends AsyncDisposable {
  /** Where the Collector takes OTLP. */
  readonly url: string;
  /** The text of the Collector's own Prometheus exporter. */
  readonly exposition: () => Promise<string>;
  /** One for each of `STRATEGIES`. */
  readonly prometheuses: readonly PrometheusServer[];
  readonly victoria: VictoriaMetricsServer;
  readonly jaeger: JaegerServer;
}

export async function startPlaces(): Promise<Places> {
  const opened: AsyncDisposable[] = [];
  const use = async <T extends AsyncDisposable>(starting: Promise<T>): Promise<T> => {
    const part = await starting;
    opened.push(part);
    return part;
  };
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((part) => part[Symbol.asyncDispose]()));
  };
  try {
    const jaeger = await use(startJaeger());
    const victoria = await use(startVictoriaMetrics());
    const prometheuses = await Promise.all(
      STRATEGIES.map(([translation]) => use(startPrometheus({ part: 'prometheus-3', translation }))),
    );
    const metricsTo = [...prometheuses, victoria].map(({ otlpMetricsUrl }) => otlpMetricsUrl);
    const { url, exposition } = await use(startCollector({ metricsTo, tracesTo: jaeger.grpc }));
    return { url, exposition, prometheuses, victoria, jaeger, [Symbol.asyncDispose]: close };
  } catch (cause) {
    await close();
    throw cause;
  }
}
