import { environment, shown } from '@portcall/core/internal';
import { shownUrl } from './shown-url.js';

export type Signal = 'metrics' | 'traces';

/** Where a signal goes. */
export interface Destination {
  readonly signal: Signal;
  readonly url: URL;
  /** The URL as it may be printed. */
  readonly shown: string;
  /** The option or the variable it is from. */
  readonly setting: string;
}

const DEFAULT_URL = 'http://localhost:4318';
const OPTION = 'otlp({ url })';

/**
 * Where a signal goes: the option, else the signal's own variable as it is, else the general one with the signal's path.
 * @throws Error naming the setting that is not an HTTP URL
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/#endpoint-urls-for-otlphttp
 */
export function destinationOf(signal: Signal, option: string | undefined): Destination {
  const own = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`;
  const general = 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const to = (setting: string, url: URL): Destination => ({ signal, url, shown: shownUrl(url.href), setting });
  if (option !== undefined) return to(OPTION, withPath(checkedUrl(option, OPTION), signal));
  const ownUrl = environment(own);
  if (ownUrl !== undefined) return to(own, checkedUrl(ownUrl, own));
  return to(general, withPath(checkedUrl(environment(general) ?? DEFAULT_URL, general), signal));
}

/** @throws Error for what is not an HTTP URL, and for one that ends in the path that is appended */
export function checkBase(option: string): void {
  const url = checkedUrl(option, OPTION);
  const [path, before] = /^(.*)\/v1\/(?:traces|metrics)\/?$/.exec(url.pathname) ?? [];
  if (path === undefined) return;
  throw new Error(
    `${OPTION}: ${shown(shownUrl(option))} ends in the path that is appended; write ${url.origin}${before}`,
  );
}

function checkedUrl(given: string, setting: string): URL {
  const url = typeof given === 'string' && URL.canParse(given) ? new URL(given) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  const printable = shown(typeof given === 'string' ? shownUrl(given) : given);
  throw new Error(`${setting}: ${printable} is not an HTTP URL; write it like ${DEFAULT_URL}`);
}

function withPath(base: URL, signal: Signal): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/${signal}`;
  return url;
}
