import type { RequestHeaders } from './http-options.js';

const SHORTEST = 4; // hiding less would take words apart

// Part of every request, and secret to nobody; what else is sent may be a key.
const PUBLIC_HEADERS = new Set(['accept', 'content-encoding', 'content-length', 'content-type', 'host', 'user-agent']);

/** What a receiver knows of us and may say again: user, password and query of its URL, and what headers hold. */
export function secretsOf(url: URL, headers: RequestHeaders): readonly string[] {
  const sent = Object.entries(headers)
    .filter(([name]) => !PUBLIC_HEADERS.has(name.toLowerCase()))
    // Of "Bearer <key>" the key alone may come back, and "Bearer" is no secret.
    .flatMap(([, value]) => [value, ...value.split(/\s+/).slice(-1)]);
  const inUrl = [url.username, url.password, url.search, ...url.searchParams.values()];
  const all = [...inUrl, ...inUrl.map(decoded), ...sent].filter((secret) => secret.length >= SHORTEST);
  return all.sort((one, other) => other.length - one.length);
}

/** The text with `…` for every secret in it. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, '…'), text);
}

/** A part of a URL as it was before it was encoded; itself where it cannot be decoded. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
