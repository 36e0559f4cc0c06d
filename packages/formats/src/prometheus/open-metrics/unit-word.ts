import { prometheusName } from '@portcall/metrics';
import type { Family } from '../families.js';

/** A name that is no unit. */
const STEM = 'thing';

/** The word that Prometheus has for a family's unit, such as `seconds` for `s`; empty where there is none. */
export function unitWord({ unit, type }: Family): string {
  const kind = type === 'gauge' ? 'gauge' : 'histogram';
  return prometheusName({ name: STEM, unit, kind }, 'underscore_suffixes')?.slice(STEM.length + 1) ?? '';
}
