import type { TextMapGetter } from '@opentelemetry/api';

/** A request that has come in, as whoever received it can say. */
export interface Incoming {
  /** As it was sent. */
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** Of the connection; undefined where it is not known. */
  readonly scheme: 'http' | 'https' | undefined;
  readonly version: string | undefined;
  /** Who is at the other end of the connection; undefined where it is not known. */
  readonly peer: { readonly address: string | undefined; readonly port: number | undefined } | undefined;
  /** Where the trace of the caller is read from. */
  readonly headers: object;
  readonly getter: TextMapGetter<object>;
  /** Whether the connection becomes something else than HTTP. */
  readonly isUpgrade: boolean;
}

/** The text of a header, of one that was sent more than once the first. */
export function headerOf({ headers, getter }: Incoming, name: string): string | undefined {
  const given = getter.get(headers, name);
  return typeof given === 'string' ? given : given?.[0];
}
