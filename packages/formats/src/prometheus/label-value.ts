const ESCAPED = /[\\"\n]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

/**
 * An attribute's value as the text of a label: texts as they are, nothing for undefined, all else as JSON.
 * @returns undefined where it cannot be read or has no JSON, as a function has none
 * @see https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#metric-attributes
 */
export function labelValue(value: unknown): string | undefined {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  if (value === undefined) return '';
  try {
    // Undefined for functions and symbols, whatever its type says.
    return (JSON.stringify(value) as string | undefined)?.toWellFormed();
  } catch {
    return undefined;
  }
}

/** A text as it stands between the quotes of a label. */
export function escapedValue(text: string): string {
  return text.replace(ESCAPED, (character) => ESCAPES[character] as string);
}

/** A text as it stands behind `# HELP`: quotes are themselves there. */
export function escapedHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}
