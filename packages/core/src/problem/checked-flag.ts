import { shown } from './shown.js';

/**
 * An option that is on or off. To programs without types `'false'` would be on.
 * @throws Error such as `runtimeMetrics: "false" is neither true nor false; give one of the two`
 */
export function checkedFlag(value: unknown, option: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new Error(`${option}: ${shown(value)} is neither true nor false; give one of the two`);
}
