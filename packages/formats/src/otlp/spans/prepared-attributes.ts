import { ProtobufWriter } from '../../protobuf.js';

// KeyValue and AnyValue of opentelemetry/proto/common/v1/common.proto.
const KEY = 1;
const VALUE = 2;
const STRING = 1;
const INT = 3;
const DOUBLE = 4;

/** A text that is always the same, as bytes once. */
export function textField(field: number, text: string): Uint8Array {
  const writer = new ProtobufWriter(64);
  writer.text(field, text);
  return writer.finish();
}

/** The key of an attribute of a span or of an event, as bytes once, with all that stands before a number. */
export class Key {
  readonly bytes: Uint8Array;
  readonly beforeDouble: Uint8Array;
  readonly beforeSmall: Uint8Array;

  constructor(
    readonly field: number,
    readonly name: string,
  ) {
    this.bytes = textField(KEY, name);
    this.beforeDouble = this.before((value) => value.double(DOUBLE, 0));
    this.beforeSmall = this.before((value) => value.int(INT, 0));
  }

  /** The attribute without its value, which takes as many bytes whatever it is. */
  private before(write: (writer: ProtobufWriter) => void): Uint8Array {
    const writer = new ProtobufWriter(128);
    const start = writer.begin(this.field);
    writer.fields(this.bytes);
    const inner = writer.begin(VALUE);
    const value = writer.length;
    write(writer);
    const size = writer.length - value;
    writer.end(inner);
    writer.end(start);
    return writer.finish().slice(0, -size);
  }
}

export function writeText(writer: ProtobufWriter, key: Key, value: string): void {
  const start = writer.begin(key.field);
  writer.fields(key.bytes);
  const inner = writer.begin(VALUE);
  writer.text(STRING, value);
  writer.end(inner);
  writer.end(start);
}

const LARGEST_SMALL = 127; // of one byte

/** A whole number as one, as OpenTelemetry's encoders write it; what is no finite number as a text. */
export function writeNumber(writer: ProtobufWriter, key: Key, value: number): void {
  const isWhole = Number.isSafeInteger(value) && !Object.is(value, -0);
  if (isWhole && value >= 0 && value <= LARGEST_SMALL) {
    writer.fields(key.beforeSmall);
    writer.varint(INT, value);
  } else if (isWhole) {
    writeInt(writer, key, value);
  } else if (Number.isFinite(value)) {
    writer.fields(key.beforeDouble);
    writer.double(DOUBLE, value);
  } else {
    writeText(writer, key, String(value));
  }
}

function writeInt(writer: ProtobufWriter, key: Key, value: number): void {
  const start = writer.begin(key.field);
  writer.fields(key.bytes);
  const inner = writer.begin(VALUE);
  writer.int(INT, value);
  writer.end(inner);
  writer.end(start);
}

const MOST_KNOWN = 1_000;

/** An attribute whose texts repeat: the whole of it is bytes once for each of them. */
export class KnownTexts {
  readonly name: string;
  private readonly key: Key;
  private readonly known = new Map<string, Uint8Array>();

  /** @param most of how many texts. @default 1,000 */
  constructor(
    field: number,
    name: string,
    private readonly most: number = MOST_KNOWN,
  ) {
    this.name = name;
    this.key = new Key(field, name);
  }

  write(writer: ProtobufWriter, value: string): void {
    const bytes = this.known.get(value);
    if (bytes !== undefined) writer.fields(bytes);
    else if (this.known.size >= this.most || value.length > LONGEST) writeText(writer, this.key, value);
    else writer.fields(this.made(value));
  }

  private made(value: string): Uint8Array {
    const own = new ProtobufWriter(128);
    writeText(own, this.key, value);
    const bytes = own.finish();
    this.known.set(value, bytes);
    return bytes;
  }
}

const LONGEST = 128;
