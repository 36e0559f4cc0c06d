/** An ExportTraceServiceRequest with spans of these names, whose ids are made of their place. */
export function traceRequest(...names: readonly string[]): Buffer {
  const spans = names.map((name, index) =>
    message(2, [
      bytes(1, Buffer.alloc(16, index + 1)),
      bytes(2, Buffer.alloc(8, index + 1)),
      bytes(5, Buffer.from(name)),
      varint(6, 1),
      fixed64(7, 1_700_000_000_000_000_000n),
      fixed64(8, 1_700_000_000_000_000_001n),
    ]),
  );
  return message(1, [message(1, [attribute('service.name', 'grpc')]), message(2, spans)]);
}

/** An ExportMetricsServiceRequest with one cumulative counter. */
export function metricRequest(name: string, value: bigint): Buffer {
  const at = BigInt(Date.now()) * 1_000_000n;
  const point = message(1, [fixed64(2, at - 1_000_000_000n), fixed64(3, at), fixed64(6, value)]);
  const metric = message(2, [bytes(1, Buffer.from(name)), message(7, [point, varint(2, 2), varint(3, 1)])]);
  return message(1, [message(1, [attribute('service.name', 'grpc')]), message(2, [metric])]);
}

function attribute(key: string, text: string): Buffer {
  return message(1, [bytes(1, Buffer.from(key)), message(2, [bytes(1, Buffer.from(text))])]);
}

function message(field: number, parts: readonly Buffer[]): Buffer {
  return bytes(field, Buffer.concat(parts));
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...encoded(value.length)]), value]);
}

function varint(field: number, value: number): Buffer {
  return Buffer.from([field << 3, ...encoded(value)]);
}

function fixed64(field: number, value: bigint): Buffer {
  const buffer = Buffer.alloc(9);
  buffer[0] = (field << 3) | 1;
  buffer.writeBigUInt64LE(value, 1);
  return buffer;
}

function encoded(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  return [...out, rest];
}
