import { ProtobufWriter } from '../protobuf.js';

// KeyValue and AnyValue of opentelemetry/proto/common/v1/common.proto.
const KEY = 1;
const VALUE = 2;
const STRING = 1;
const INT = 3;
const DOUBLE = 4;

/** The key of an attribute, as bytes once. */
export class Key {
  readonly bytes: Uint8Array;

  constructor(readonly name: string) {
    const writer = new ProtobufWriter(64);
    writer.text(KEY, name);
    this.bytes = writer.finish();
  }
}

export function writeText(writer: ProtobufWriter, field: number, key: Key, value: string): void {
  const start = writer.begin(field);
  writer.fields(key.bytes);
  const inner = writer.begin(VALUE);
  writer.text(STRING, value);
  writer.end(inner);
  writer.end(start);
}

/** A whole number as one, as OpenTelemetry's encoders write it; what is no finite number as a text. */
export function writeNumber(writer: ProtobufWriter, field: number, key: Key, value: number): void {
  if (!Number.isFinite(value)) {
    writeText(writer, field, key, String(value));
    return;
  }
  const start = writer.begin(field);
  writer.fields(key.bytes);
  const inner = writer.begin(VALUE);
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) writer.int(INT, value);
  else writer.double(DOUBLE, value);
  writer.end(inner);
  writer.end(start);
}

const MOST_KNOWN = 1_000;

/** An attribute whose texts repeat: the whole of it is bytes once for each of them, up to 1,000. */
export class KnownTexts {
  readonly name: string;
  private readonly key: Key;
  private readonly known = new Map<string, Uint8Array>();

  constructor(
    private readonly field: number,
    name: string,
  ) {
    this.name = name;
    this.key = new Key(name);
  }

  write(writer: ProtobufWriter, value: string): void {
    const bytes = this.known.get(value);
    if (bytes !== undefined) writer.fields(bytes);
    else if (this.known.size >= MOST_KNOWN || value.length > LONGEST) writeText(writer, this.field, this.key, value);
    else writer.fields(this.made(value));
  }

  private made(value: string): Uint8Array {
    const own = new ProtobufWriter(128);
    writeText(own, this.field, this.key, value);
    const bytes = own.finish();
    this.known.set(value, bytes);
    return bytes;
  }
}

const LONGEST = 128;
