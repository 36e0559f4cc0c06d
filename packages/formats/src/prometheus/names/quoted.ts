import { escapedValue } from '../label-value.js';

/** Names that need no quotes. A label has no colon. */
const PLAIN_METRIC = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const PLAIN_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether a metric's name stands in front of the braces; otherwise it stands in quotes within them. */
export function isPlainMetric(name: string): boolean {
  return PLAIN_METRIC.test(name);
}

export function isPlainLabel(name: string): boolean {
  return PLAIN_LABEL.test(name);
}

/** A metric's name as it stands behind `# TYPE`. */
export function writtenMetric(name: string): string {
  return isPlainMetric(name) ? name : `"${escapedValue(name)}"`;
}

/** A label's name as it stands before the equals sign. */
export function writtenLabel(name: string): string {
  return isPlainLabel(name) ? name : `"${escapedValue(name)}"`;
}
