/*
 * Those whose values the conventions redact, and those that Amazon's newer signatures have.
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/url/
 */
const SECRET_KEYS =
  /([?&](?:AWSAccessKeyId|Signature|sig|X-Goog-Signature|X-Amz-Signature|X-Amz-Credential|X-Amz-Security-Token)=)[^&#]*/g;

/** A path with its query, in which keys stay and values that are secret do not. */
export function redactedPath(path: string): string {
  return path.includes('?') ? path.replace(SECRET_KEYS, '$1REDACTED') : path;
}
