/**
 * The keys whose values are signatures and credentials, as the conventions list them, and what else is a secret wherever it
 * stands.
 * @see https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/#url-query
 */
const SECRET =
  /(^|&)(AWSAccessKeyId|Signature|sig|X-Goog-Signature|X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token|access_token|id_token|refresh_token|token|api_?key|key|secret|client_secret|password|passwd|pwd|code)=[^&]*/gi;

/** A query as it may be shown: the values of secrets are `REDACTED`. */
export function redactedQuery(query: string): string {
  return query.replace(SECRET, '$1$2=REDACTED');
}
