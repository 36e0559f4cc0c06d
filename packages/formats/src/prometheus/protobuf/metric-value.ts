import type { Exemplar, SeriesPoint } from '@portcall/metrics';
import type { ProtobufWriter } from '../../protobuf.js';
import type { FamilyType } from '../families.js';
import { isShown, newestOf, writeExemplar, writeTimestamp } from './exemplars.js';
import { HISTOGRAM, METRIC, NUMBER } from './fields.js';
import { writeBuckets, writeExponential } from './histogram-value.js';

/**
 * Writes the value of a series, its start and its exemplars.
 * @returns false where the value is not what its kind of metric holds; something may be written then
 */
export function writeValue(writer: ProtobufWriter, type: FamilyType, point: SeriesPoint): boolean {
  const { value, startTime } = point;
  const exemplars = point.exemplars.length === 0 ? point.exemplars : point.exemplars.filter(isShown);
  if (typeof value === 'number') {
    if (type === 'histogram') return false;
    writeNumber(writer, type, value, startTime, newestOf(exemplars));
    return true;
  }
  if (type !== 'histogram') return false;
  const start = writer.begin(METRIC.histogram, 2);
  const isRight =
    'scale' in value ? writeExponential(writer, value, exemplars) : writeBuckets(writer, value, exemplars);
  writeTimestamp(writer, HISTOGRAM.created, startTime);
  writer.end(start, 2);
  return isRight;
}

function writeNumber(
  writer: ProtobufWriter,
  type: 'counter' | 'gauge',
  value: number,
  startTime: number,
  exemplar: Exemplar | undefined,
): void {
  const start = writer.begin(METRIC[type]);
  writer.double(NUMBER.value, value);
  if (type === 'counter') {
    if (exemplar !== undefined) writeExemplar(writer, NUMBER.exemplar, exemplar);
    writeTimestamp(writer, NUMBER.created, startTime);
  }
  writer.end(start);
}
