import type { Exemplar } from '@portcall/metrics';
import type { ProtobufWriter } from '../../protobuf.js';
import { EXEMPLAR, LABEL, TIMESTAMP } from './fields.js';

/** Writes milliseconds since 1970 as a google.protobuf.Timestamp; nothing where no time is known. */
export function writeTimestamp(writer: ProtobufWriter, field: number, milliseconds: number): void {
  if (!isTime(milliseconds)) return;
  const seconds = Math.floor(milliseconds / 1_000);
  const nanos = Math.min(Math.round((milliseconds - seconds * 1_000) * 1e6), 999_999_999);
  const start = writer.begin(field);
  writer.varint(TIMESTAMP.seconds, seconds);
  writer.varint(TIMESTAMP.nanos, nanos);
  writer.end(start);
}

/** Whether there is a measurement to show; one without a time would be refused beside native buckets. */
export function isShown({ value, time }: Exemplar): boolean {
  return Number.isFinite(value) && isTime(time);
}

/** Undefined of none. */
export function newestOf(exemplars: readonly Exemplar[]): Exemplar | undefined {
  let newest = exemplars[0];
  for (const exemplar of exemplars) if (exemplar.time >= newest!.time) newest = exemplar;
  return newest;
}

const IDS: readonly (readonly [label: string, id: 'traceId' | 'spanId', RegExp])[] = [
  ['trace_id', 'traceId', /^[0-9a-f]{32}$/i],
  ['span_id', 'spanId', /^[0-9a-f]{16}$/i],
];

/** Writes a measurement with the labels that OpenTelemetry names for the span it was made in. */
export function writeExemplar(writer: ProtobufWriter, field: number, exemplar: Exemplar): void {
  const start = writer.begin(field);
  for (const [label, id, form] of IDS) {
    if (form.test(exemplar[id])) writeLabel(writer, EXEMPLAR.label, label, exemplar[id]);
  }
  writer.double(EXEMPLAR.value, exemplar.value);
  writeTimestamp(writer, EXEMPLAR.time, exemplar.time);
  writer.end(start);
}

export function writeLabel(writer: ProtobufWriter, field: number, name: string, value: string): void {
  const start = writer.begin(field);
  writer.text(LABEL.name, name);
  writer.text(LABEL.value, value);
  writer.end(start);
}

// Timestamps of protobuf end with the year 9999.
const LAST_TIME = 253_402_300_799_999;

function isTime(milliseconds: number): boolean {
  return milliseconds > 0 && milliseconds <= LAST_TIME;
}
