/**
 * An attribute's key as a label, or empty where nothing can be made of it. As OpenTelemetry's own exporter writes it, but a
 * digit in front is legal: `1x` is `key_1x`, as a translator of OTLP makes it.
 */
export function labelName(key: string): string {
  const label = key.replace(/[^a-zA-Z0-9_]/g, '_').replace(/_{2,}/g, '_');
  return /^\d/.test(label) ? `key_${label}` : label;
}
