import { partialSuccessOf } from '@portcall/formats';

/** What is read of a receiver's answer: the form that answers in JSON have. */
export interface OtlpResponse {
  readonly partialSuccess?: { readonly rejectedDataPoints: number; readonly errorMessage: string };
}

const OPENING_BRACE = 0x7b; // never the first byte of a response in protobuf: it would be field 15

/** A receiver's answer in protobuf or in JSON, which some give whatever they were asked. Never throws. */
export function responseOf(bytes: Uint8Array): OtlpResponse {
  const said = partialSuccessOf(bytes, bytes[0] === OPENING_BRACE ? 'application/json' : 'application/x-protobuf');
  return said === undefined
    ? {}
    : { partialSuccess: { rejectedDataPoints: said.rejected, errorMessage: said.message } };
}
