import { LONGEST_TEXT } from '@portcall/metrics';

/** Stands for every URL without an origin: a malformed one, or one of a scheme that has none, such as `mailto:`. */
export const INVALID_ENDPOINT = 'invalid';

/** Deliveries go to a configured list of endpoints; whoever has more of them parses some again, at about 1 µs each. */
const MOST_URLS = 256;

/** What is kept per origin, found by URL. Never throws for a URL, whatever it is. */
export class OriginCache<T> {
  private readonly byUrl = new Map<string, T>();

  /** @param create called with the origin; the answer is kept while its URL is among the last 256 new ones */
  constructor(private readonly create: (origin: string) => T) {}

  of(url: string): T {
    const known = this.byUrl.get(url);
    if (known !== undefined) return known;
    const created = this.create(originOf(url));
    if (typeof url === 'string' && url.length <= LONGEST_TEXT) this.keep(url, created);
    return created;
  }

  private keep(url: string, value: T): void {
    if (this.byUrl.size >= MOST_URLS) this.byUrl.delete(this.byUrl.keys().next().value as string);
    this.byUrl.set(url, value);
  }
}

function originOf(url: string): string {
  try {
    const { origin } = new URL(url);
    return origin === 'null' || origin.length > LONGEST_TEXT ? INVALID_ENDPOINT : origin;
  } catch {
    return INVALID_ENDPOINT;
  }
}
