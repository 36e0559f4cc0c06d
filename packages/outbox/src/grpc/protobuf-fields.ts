/** One field of a message in protobuf: a number, or the bytes of what is within. */
export interface Field {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/**
 * The fields of a message, as they stand in it.
 * @throws RangeError for what is not one
 * @see https://protobuf.dev/programming-guides/encoding/
 */
export function fieldsOf(bytes: Uint8Array): readonly Field[] {
  const reader = new Reader(bytes);
  const fields: Field[] = [];
  while (!reader.isAtEnd) {
    const tag = Number(reader.varint());
    fields.push({ number: tag >>> 3, value: reader.value(tag & 7) });
  }
  return fields;
}

/** Empty for a field that is not there, or that holds a number. */
export function bytesOf(value: Field['value'] | undefined): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}

/** 0 for a field that is not there, or that holds bytes. */
export function numberOf(value: Field['value'] | undefined): number {
  return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0;
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.take(1)[0]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('protobuf: a number of more than ten bytes; give a whole message');
  }

  value(wireType: number): Field['value'] {
    switch (wireType) {
      case 0:
        return this.varint();
      case 1:
        return this.take(8);
      case 2:
        return this.take(Number(this.varint()));
      case 5:
        return this.take(4);
      default:
        throw new RangeError(`protobuf: unknown wire type ${wireType}; give a whole message`);
    }
  }

  private take(count: number): Uint8Array {
    if (count > this.bytes.length - this.at) throw new RangeError('protobuf: the message is cut off; give all of it');
    const taken = this.bytes.subarray(this.at, this.at + count);
    this.at += count;
    return taken;
  }
}
