import fc from 'fast-check';
import { parse } from 'protobufjs';
import { ProtobufWriter } from './protobuf.js';

const { root } = parse(`
  syntax = "proto3";
  message All {
    uint64 varint = 1; int64 int = 2; sint32 sint = 3; bool bool = 4; double double = 5; fixed64 fixed64 = 6;
    sfixed64 sfixed64 = 7; fixed32 fixed32 = 8; fixed64 time = 9; string text = 10; bytes hex = 11; All inner = 12;
    repeated double doubles = 13; repeated fixed64 fixed = 14; repeated uint64 varints = 15; repeated sint64 sints = 16;
    string long = 300;
  }
`);
const All = root.lookupType('All');
const decoded = (bytes: Uint8Array): Record<string, unknown> =>
  All.toObject(All.decode(bytes), { longs: Number, bytes: String });

const whole = fc.maxSafeNat();
const text = fc.string({ unit: 'binary', maxLength: 400 });

describe('a protobuf writer', () => {
  it('hands over what is written, and leaves it alone', () => {
    const writer = new ProtobufWriter(8);
    const texts = Array.from({ length: 5 }, (_, i) => `a text, and its number is ${i}`);
    const given = texts.map((string) => {
      writer.text(10, string);
      return writer.handOver();
    });
    expect(given.map((bytes) => decoded(bytes)['text'])).toEqual(texts);
    expect(writer.length).toBe(0);
  });

  it('writes what a protobuf reader reads, whatever the values and however deep', () => {
    fc.assert(
      fc.property(
        whole,
        fc.maxSafeInteger(),
        fc.integer(),
        fc.boolean(),
        fc.double({ noNaN: true }),
        fc.nat(0xffff_ffff),
        text,
        fc.uint8Array({ maxLength: 200 }),
        fc.array(whole, { maxLength: 40 }),
        fc.array(fc.integer(), { maxLength: 40 }),
        (varint, int, sint, bool, double, fixed32, string, bytes, list, near) => {
          const signed = [...near, 2 ** 52 - 1, -(2 ** 52)];
          const writer = new ProtobufWriter(1);
          const write = (depth: number): void => {
            writer.varint(1, varint);
            writer.int(2, int);
            writer.sint(3, sint);
            writer.bool(4, bool);
            writer.double(5, double);
            writer.fixed64(6, varint);
            writer.fixed64(7, int);
            writer.fixed32(8, fixed32);
            writer.text(10, string);
            writer.hex(11, Buffer.from(bytes).toString('hex'));
            if (depth > 0) {
              const start = writer.begin(12);
              write(depth - 1);
              writer.end(start);
            }
            writer.packedDoubles(13, list);
            writer.packedFixed64(14, list);
            writer.packedVarints(15, list);
            writer.packedSints(16, signed);
            writer.text(300, string);
          };
          write(3);
          const scalars = { varint, int, sint, bool, double, fixed64: varint, sfixed64: int, fixed32 };
          const hex = Buffer.from(bytes).toString('base64');
          const lists = list.length === 0 ? {} : { doubles: list, fixed: list, varints: list };
          let wanted: object = { ...scalars, text: string, hex, ...lists, sints: signed, long: string };
          for (let depth = 0; depth < 3; depth += 1) wanted = { ...wanted, inner: wanted };
          expect(decoded(writer.finish())).toEqual(wanted);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([0, 1, 999.999999, 1_796_000_000_123.456, 4_294_967_296_000, 18_446_744_073_709])(
    'writes %d milliseconds as nanoseconds',
    (milliseconds) => {
      const writer = new ProtobufWriter();
      writer.nanoseconds(9, milliseconds);
      const nanoseconds = Buffer.from(writer.finish()).readBigUInt64LE(1);
      const whole = BigInt(Math.floor(milliseconds)) * 1_000_000n;
      expect(nanoseconds).toBe(whole + BigInt(Math.round((milliseconds % 1) * 1e6)));
    },
  );

  it('writes a number and what was written before as one message', () => {
    const before = new ProtobufWriter();
    before.double(5, 0.25);
    for (const value of [0, 127, 128, 2 ** 53 - 1]) {
      const writer = new ProtobufWriter(1);
      writer.numbered(12, 1, value, before.finish());
      expect(decoded(writer.finish())).toEqual({ inner: { varint: value, double: 0.25 } });
    }
  });

  it('forgets what it is told to, and keeps the room', () => {
    const writer = new ProtobufWriter(4);
    writer.text(10, 'kept');
    const kept = writer.length;
    writer.text(300, 'x'.repeat(1_000));
    writer.cutTo(kept);
    expect(decoded(writer.finish())).toEqual({ text: 'kept' });
    writer.reset();
    expect(writer.finish()).toHaveLength(0);
  });
});
