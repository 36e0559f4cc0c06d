import fc from 'fast-check';
import protobuf from 'protobufjs';
import { statusMessage } from './status-message.js';

const Status = protobuf
  .parse(`
  syntax = "proto3";
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
`)
  .root.lookupType('Status');

const encoded = (status: object): Uint8Array => Status.encode(Status.fromObject(status)).finish();

it('reads what a receiver says in protobuf', () => {
  const details = [{ type_url: 'type.googleapis.com/google.rpc.RetryInfo', value: new Uint8Array(3) }];
  fc.assert(
    fc.property(
      fc.integer({ min: -1, max: 1 << 30 }),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      (code, message) => {
        expect(statusMessage(encoded({ code, message, details }), 'application/x-protobuf')).toBe(message);
      },
    ),
  );
});

it('reads what a receiver says in JSON', () => {
  const body = Buffer.from(JSON.stringify({ code: 3, message: 'name missing' }));
  expect(statusMessage(body, 'application/json; charset=utf-8')).toBe('name missing');
});

it.each([
  ['text/plain', 'busy', 'busy'],
  ['', 'busy', 'busy'],
  ['application/json', '{"error":"no"}', '{"error":"no"}'],
  ['application/json', 'no JSON', 'no JSON'],
  ['application/json', 'null', 'null'],
  ['application/x-protobuf', 'plain words', ''],
])('takes a body of type "%s" that is no status, %p, for %p', (contentType, body, said) => {
  expect(statusMessage(Buffer.from(body), contentType)).toBe(said);
});

it('never throws, and says no more than there is', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.constantFrom('application/x-protobuf', 'application/json', ''), (body, type) => {
      expect(statusMessage(body, type).length).toBeLessThanOrEqual(body.length);
    }),
  );
});
