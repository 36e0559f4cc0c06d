import { escapedValue } from '../label-value.js';
import { writtenMetric } from '../names/quoted.js';

export interface HeaderOptions {
  readonly name: string;
  readonly type: string;
  /** Empty for none. */
  readonly unit: string;
  readonly description: string;
}

/** What stands in front of a family's series in OpenMetrics. */
export function header({ name, type, unit, description }: HeaderOptions): string {
  const written = writtenMetric(name);
  const unitLine = unit === '' ? '' : `# UNIT ${written} ${unit}\n`;
  // A carriage return at the end of a line is refused.
  const help = escapedValue(description.replaceAll('\r', ' '));
  return `# TYPE ${written} ${type}\n${unitLine}${help === '' ? '' : `# HELP ${written} ${help}\n`}`;
}
