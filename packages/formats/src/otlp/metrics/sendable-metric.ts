import type { Exemplar, ExponentialValue, HistogramValue, MetricDescription, SeriesPoint } from '@portcall/metrics';
import { type AttributesLike, type Corrected, sendableAttributes, sendableText } from '../sendable-value.js';
import type { MetricForm } from './metrics-encoding.js';

/** The very same description where it can be sent as it is. */
export function sendableDescription(given: MetricDescription, corrected: Corrected): MetricDescription {
  const { name, unit, description, scope, scopeVersion, scopeSchemaUrl = '' } = given;
  const [wrong] = [name, description, unit].filter(isWrong);
  const [wrongOfScope] = [scope, scopeVersion, scopeSchemaUrl].filter(isWrong);
  if (wrong === undefined && wrongOfScope === undefined) return given;
  if (wrong !== undefined) corrected(`description of ${sendableText(name)}`, wrong);
  if (wrongOfScope !== undefined) corrected('name', wrongOfScope);
  return {
    ...given,
    name: sendableText(name),
    unit: sendableText(unit),
    description: sendableText(description),
    scope: sendableText(scope),
    scopeVersion: sendableText(scopeVersion),
    scopeSchemaUrl: sendableText(scopeSchemaUrl),
  };
}

function isWrong(text: string): boolean {
  return !text.isWellFormed();
}

/** The form in which a point can be sent; undefined for a number that is not finite, which cannot be. */
export function formOf({ kind }: MetricDescription, value: SeriesPoint['value']): MetricForm | undefined {
  if (typeof value === 'object') return isExponential(value) ? 'exponentialHistogram' : 'histogram';
  if (!Number.isFinite(value)) return undefined;
  return kind === 'gauge' ? 'gauge' : 'sum';
}

const TWO_63 = 2 ** 63;

/** Whether a number goes as an integer: where its instrument says so, and 64 bits can hold it. */
export function isInt({ valueType }: MetricDescription, value: number): boolean {
  return valueType === 'int' && Number.isInteger(value) && value >= -TWO_63 && value < TWO_63;
}

function isExponential(value: HistogramValue | ExponentialValue): value is ExponentialValue {
  return 'scale' in value;
}

/** A point's attributes as they can be sent; the very same where they can as they are. Never throws. */
export function sendablePointAttributes(given: AttributesLike, corrected: Corrected): AttributesLike {
  return arePlain(given) ? given : sendableAttributes(given, corrected);
}

/** Whether nothing but a glance is needed: most attributes are short texts and small numbers. */
function arePlain(given: AttributesLike): boolean {
  try {
    for (const key in given) {
      if (key === '' || !key.isWellFormed() || !isPlain(given[key])) return false;
    }
    return true;
  } catch {
    return false;
  }
}

function isPlain(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return value.isWellFormed();
    case 'number':
      return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
    case 'boolean':
    case 'undefined':
      return true;
    default:
      return false;
  }
}

const IDS = /^[0-9a-f]{48}$/i;

/** An exemplar is a number, in a span or outside of any. */
export function isSendable({ value, traceId, spanId }: Exemplar): boolean {
  const isOutside = traceId === '' && spanId === '';
  return Number.isFinite(value) && (isOutside || (traceId.length === 32 && IDS.test(traceId + spanId)));
}
