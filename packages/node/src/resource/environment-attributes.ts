import { report } from '@portcall/core';
import { environment } from '@portcall/core/internal';

/**
 * The attributes in OTEL_RESOURCE_ATTRIBUTES. On any error the whole variable is discarded, as the specification wants, and
 * that is reported.
 * @see https://opentelemetry.io/docs/specs/otel/resource/sdk/#specifying-resource-information-via-an-environment-variable
 */
export function environmentAttributes(): Readonly<Record<string, string>> {
  const text = environment('OTEL_RESOURCE_ATTRIBUTES') ?? '';
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  try {
    return Object.fromEntries(pairs.map(attributeIn));
  } catch {
    report({
      key: 'register.resource',
      message:
        'OTEL_RESOURCE_ATTRIBUTES: it could not be read; its attributes are left out; write key=value,key=value with commas and equals ' +
        'signs percent-encoded',
    });
    return {};
  }
}

function attributeIn(pair: string): readonly [string, string] {
  const [key = '', value, ...more] = pair.split('=').map((part) => decodeURIComponent(part.trim()));
  if (key !== '' && value !== undefined && more.length === 0) return [key, value];
  throw new SyntaxError(pair);
}
