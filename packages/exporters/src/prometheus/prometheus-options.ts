import {
  anyText,
  checkedFlag,
  checkedOneOf,
  checkOptions,
  read,
  shown,
  type Variable,
  variable,
  wholeNumber,
} from '@portcall/core/internal';
import type { TranslationStrategy } from '@portcall/formats';
import { TRANSLATION_STRATEGIES } from '@portcall/formats/internal';

export interface PrometheusOptions {
  /** Address to listen on; '0.0.0.0' for every one. @default OTEL_EXPORTER_PROMETHEUS_HOST, else '127.0.0.1' */
  readonly host?: string;
  /** Port to listen on; 0 takes a free one. @default OTEL_EXPORTER_PROMETHEUS_PORT, else 9464 */
  readonly port?: number;
  /** Path that answers. @default '/metrics' */
  readonly endpoint?: string;
  /** False opens no port: mount `handler` in a server of your own. @default true */
  readonly serve?: boolean;
  /**
   * How names of OpenTelemetry become names of Prometheus, the same in every format a scraper may ask for; what it cannot read is
   * escaped then. Strategies without UTF-8 escaping keep dots, which Prometheus 3 and later can read.
   * @default 'UnderscoreEscapingWithSuffixes': the names that a Collector and Prometheus give to what they receive by OTLP
   */
  readonly translationStrategy?: TranslationStrategy;
}

const OPTIONS: Readonly<Record<keyof PrometheusOptions, true>> = {
  host: true,
  port: true,
  endpoint: true,
  serve: true,
  translationStrategy: true,
};

/** @throws Error naming the option that cannot work, and what to give */
export function checkPrometheusOptions(options: PrometheusOptions): void {
  checkOptions(options, OPTIONS, 'prometheus()');
  const { host, port, endpoint, serve = true, translationStrategy } = options;
  if (host !== undefined) checkHost(host);
  if (port !== undefined) checkPort(port, 'prometheus({ port })');
  if (endpoint !== undefined) checkEndpoint(endpoint);
  checkedFlag(serve, 'prometheus({ serve })');
  if (translationStrategy !== undefined)
    checkedOneOf(translationStrategy, TRANSLATION_STRATEGIES, 'prometheus({ translationStrategy })');
}

const DEVELOPMENT = { by: 'OpenTelemetry, development' } as const;

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#prometheus-exporter */
export const PROMETHEUS_HOST: Variable<string> = variable({
  ...DEVELOPMENT,
  name: 'OTEL_EXPORTER_PROMETHEUS_HOST',
  rule: anyText('address'),
  otherwise: '127.0.0.1',
  does: 'Where scrapes are answered; `0.0.0.0` for every address',
});

export const PROMETHEUS_PORT: Variable<number> = variable({
  ...DEVELOPMENT,
  name: 'OTEL_EXPORTER_PROMETHEUS_PORT',
  rule: {
    ...wholeNumber(0, 65_535),
    refusal: (text) => `${shown(text)} is not a port`,
    fix: 'write a whole number from 0 to 65535',
  },
  otherwise: 9_464,
  does: 'The port that scrapes are answered at; 0 takes a free one',
});

export function hostOf({ host }: PrometheusOptions): string {
  return host ?? read(PROMETHEUS_HOST).value;
}

export function portOf({ port }: PrometheusOptions): number {
  return port ?? read(PROMETHEUS_PORT).value;
}

/** Node listens everywhere where it is given an empty host; who wants that should have to say so. */
function checkHost(host: unknown): void {
  if (typeof host === 'string' && host.trim() !== '') return;
  throw new Error(
    `prometheus({ host }): ${shown(host)} is not an address; leave it out for 127.0.0.1, or give "0.0.0.0" for every address`,
  );
}

/** A request's path comes without query and percent-encoded: another endpoint would answer 404 for ever. */
function checkEndpoint(endpoint: unknown): void {
  if (typeof endpoint !== 'string')
    throw new Error(`prometheus({ endpoint }): ${shown(endpoint)} is not a path; give one like "/metrics"`);
  if (!endpoint.startsWith('/'))
    throw new Error(
      `prometheus({ endpoint }): ${shown(endpoint)} does not start with /; write ${shown(pathOf(`/${endpoint}`))}`,
    );
  if (endpoint !== pathOf(endpoint))
    throw new Error(
      `prometheus({ endpoint }): ${shown(endpoint)} is not the path of a request; write ${shown(pathOf(endpoint))}`,
    );
}

function pathOf(endpoint: string): string {
  return new URL(`http://localhost${endpoint}`).pathname;
}

function checkPort(port: number, setting: string): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  throw new Error(`${setting}: ${shown(port)} is not a port; give a whole number from 0 to 65535`);
}
