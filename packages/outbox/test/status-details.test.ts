import fc from 'fast-check';
import { framed, messageOf } from '../src/grpc/frame.js';
import { decodedMessage, retryDelayMillis } from '../src/grpc/status-details.js';

it('details of a status are read whatever they hold', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const wait = retryDelayMillis(Buffer.from(bytes).toString('base64'));
      expect(wait === undefined || (wait >= 0 && wait <= 300_000)).toBe(true);
    }),
  );
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void retryDelayMillis(text)));
});

it('a message is what it was before it was encoded, and what is not encoded stays', () => {
  const encodedByServers = (text: string): string =>
    [...Buffer.from(text)]
      .map((byte) =>
        byte >= 0x20 && byte <= 0x7e && byte !== 0x25
          ? String.fromCharCode(byte)
          : `%${byte.toString(16).padStart(2, '0')}`,
      )
      .join('');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodedMessage(encodedByServers(text))).toBe(text);
    }),
  );
  expect(decodedMessage('100% sure')).toBe('100% sure');
});

it('a frame holds its message, and a part of a frame holds nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), (message, cut) => {
      const frame = framed(message, false);
      expect(Buffer.from(messageOf(frame, undefined))).toEqual(Buffer.from(message));
      expect(messageOf(frame.subarray(0, cut % frame.length), undefined)).toHaveLength(0);
    }),
  );
});
