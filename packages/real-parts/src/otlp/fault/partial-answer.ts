/** The body of an answer of success that says what was rejected, as JSON or protobuf. */
export function partialAnswer(path: string, isJson: boolean, said: PartialSuccess): Buffer {
  return isJson ? partialJson(path, said) : partialProtobuf(said);
}

interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

function partialJson(path: string, { rejected, message }: PartialSuccess): Buffer {
  const rejectedKey = path === '/v1/traces' ? 'rejectedSpans' : 'rejectedDataPoints';
  return Buffer.from(JSON.stringify({ partialSuccess: { [rejectedKey]: String(rejected), errorMessage: message } }));
}

/** Export…ServiceResponse { partial_success = 1 { rejected = 1; error_message = 2 } } */
function partialProtobuf({ rejected, message }: PartialSuccess): Buffer {
  const text = Buffer.from(message);
  const success = Buffer.concat([Buffer.from([0x08, ...varint(rejected), 0x12, ...varint(text.length)]), text]);
  return Buffer.concat([Buffer.from([0x0a, ...varint(success.length)]), success]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}
