// Part of every request, and secret to nobody; what else is sent may be a key.
const PUBLIC_HEADERS = new Set(['accept', 'connection', 'content-encoding', 'content-length', 'content-type']);
for (const header of ['expect', 'host', 'transfer-encoding', 'user-agent']) PUBLIC_HEADERS.add(header);

const SHORTEST = 4; // hiding less would take words apart

/** What a receiver may know of us and must not say again: user, password and query of its URL, and what headers hold. */
export function secretsOf(url: URL, headers: Readonly<Record<string, unknown>>): readonly string[] {
  const sent = Object.entries(headers)
    .filter(([name]) => !PUBLIC_HEADERS.has(name.toLowerCase()))
    // Of "Bearer <key>" the key alone may come back, and "Bearer" is no secret.
    .flatMap(([, value]) => [String(value), ...String(value).split(/\s+/).slice(-1)]);
  const inUrl = [url.username, url.password, url.search, ...url.searchParams.values()];
  return [...inUrl, ...inUrl.map(decoded), ...sent].filter((secret) => secret.length >= SHORTEST);
}

/** The text with `…` for every secret in it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = [...secrets].sort((one, other) => other.length - one.length);
  return longestFirst.reduce((clean, secret) => clean.replaceAll(secret, '…'), text);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
