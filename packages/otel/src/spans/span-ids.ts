/** Four hex digits per number of 16 bits; made at the first id. */
let digits: readonly string[] = [];

/** Random ids for spans, as an SDK's id generator. */
export const spanIds: { readonly generateTraceId: () => string; readonly generateSpanId: () => string } = Object.freeze(
  {
    generateTraceId: (): string => random64() + random64(),
    generateSpanId: (): string => random64(),
  },
);

function random64(): string {
  if (digits.length === 0) digits = Array.from({ length: 65_536 }, (_, value) => value.toString(16).padStart(4, '0'));
  // Not zero: an id of nothing but zeros is invalid.
  const high = Math.floor(Math.random() * 0xffff_ffff) + 1;
  const low = Math.floor(Math.random() * 0x1_0000_0000);
  return `${digits[high >>> 16]}${digits[high & 0xffff]}${digits[low >>> 16]}${digits[low & 0xffff]}`;
}
