import protobuf from 'protobufjs';

const IDS: Readonly<Record<string, number>> = { traceId: 32, spanId: 16, parentSpanId: 16 };

/** What `fromObject` takes, of OTLP/JSON whose names, ids, enums and 64-bit integers are as the protocol has them. */
export function strictlyRead(type: protobuf.Type, json: object): Record<string, unknown> {
  const parts = Object.entries(json).map(([name, value]) => {
    const field = type.fields[name];
    if (field === undefined) throw new Error(`${type.name} has no ${name}`);
    if (field.repeated !== Array.isArray(value)) throw new Error(`${type.name}.${name} is a list where it is not`);
    const read = (one: unknown) => strictValue(field.resolve(), name, one);
    return [name, field.repeated ? (value as unknown[]).map(read) : read(value)];
  });
  return Object.fromEntries(parts) as Record<string, unknown>;
}

const NOT_FINITE: ReadonlySet<unknown> = new Set(['NaN', 'Infinity', '-Infinity']);

function strictValue({ type, resolvedType }: protobuf.Field, name: string, value: unknown): unknown {
  if (resolvedType instanceof protobuf.Type) return strictlyRead(resolvedType, value as object);
  const isRight =
    type === 'bytes' && name in IDS
      ? typeof value === 'string' && value.length === IDS[name] && /^[0-9a-f]+$/i.test(value)
      : /64$/.test(type)
        ? Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value))
        : (type === 'double' && NOT_FINITE.has(value)) ||
          typeof value === (type === 'string' || type === 'bytes' ? 'string' : type === 'bool' ? 'boolean' : 'number');
  if (!isRight) throw new Error(`${name}: ${JSON.stringify(value)} is no ${type}`);
  return type === 'bytes' ? Buffer.from(value as string, name in IDS ? 'hex' : 'base64') : value;
}
