import type { Signal } from './exporter-findings.js';

export type Protocol = 'http/protobuf' | 'http/json' | 'grpc';

/** Where a signal goes, and how. */
export interface Destination {
  readonly signal: Signal;
  readonly url: URL;
  readonly protocol: Protocol;
  /** The option or the variable that says it. */
  readonly setting: string;
  /** What is sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Certificates that are trusted, and the own one with its key, where there are any. */
  readonly tls: TlsFiles;
}

export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** A URL as it may be printed: without user, password, query and fragment, in which keys of receivers stand. */
export function shownUrl({ origin, pathname }: URL): string {
  return `${origin}${pathname === '/' ? '' : pathname}`;
}
