/**
 * google.rpc.Status { code = 1; details = 3 { Any { type_url = 1; value = 2 } } }, first with something else in it, and then with
 * RetryInfo { retry_delay = 1 { seconds = 1; nanos = 2 } }.
 */
export function statusWithRetryInfo(code: number, delayMillis: number): Buffer {
  const seconds = Math.floor(delayMillis / 1_000);
  const delay = Buffer.concat([number(1, seconds), number(2, (delayMillis - seconds * 1_000) * 1_000_000)]);
  return Buffer.concat([
    number(1, code),
    bytes(2, Buffer.from('busy')),
    bytes(3, any('google.rpc.Help', bytes(1, Buffer.from('elsewhere')))),
    bytes(3, any('google.rpc.RetryInfo', bytes(1, delay))),
  ]);
}

function any(type: string, value: Buffer): Buffer {
  return Buffer.concat([bytes(1, Buffer.from(`type.googleapis.com/${type}`)), bytes(2, value)]);
}

function number(field: number, value: number): Buffer {
  return Buffer.from([field << 3, ...varint(value)]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(field << 3) | 2, ...varint(value.length)]), value]);
}

function varint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
  return [...out, rest];
}
