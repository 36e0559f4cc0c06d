import { expectProblems, failOnProblems } from '@portcall/conformance';
import fc from 'fast-check';
import { attributesOf, type ResourceOptions, sendable } from './resource-attributes.js';

failOnProblems();

/** Given by programs without types. */
const given = (options: unknown) => () => attributesOf(options as ResourceOptions);

it.each<[unknown, string]>([
  [
    { serviceName: 'shop\ud800' },
    'serviceName: "shop\\ud800" holds half a character, which receivers refuse; cut texts',
  ],
  [{ serviceName: 5 }, 'serviceName: 5 is not a text; write it as a text'],
  [{ serviceVersion: '\udc00' }, 'serviceVersion: "\\udc00" holds half a character'],
  [{ serviceVersion: 1.2 }, 'serviceVersion: 1.2 is not a text'],
  [
    { resourceAttributes: 'a=b' },
    'resourceAttributes: "a=b" is not a plain object; write { "deployment.environment.name": "prod" }',
  ],
  [{ resourceAttributes: ['a'] }, 'resourceAttributes: an array is not a plain object'],
  [{ resourceAttributes: { '': 'a' } }, 'resourceAttributes: an attribute has the empty key ""; give it a name'],
  [{ resourceAttributes: { '\ud800': 'a' } }, 'resourceAttributes: the key "\\ud800" holds half a character'],
  [{ resourceAttributes: { a: 'b\ud800' } }, 'resourceAttributes["a"]: "b\\ud800" holds half a character'],
  [
    { resourceAttributes: { a: Number.NaN } },
    'resourceAttributes["a"]: NaN cannot be sent; give a text, true or false, or',
  ],
  [{ resourceAttributes: { a: -Infinity } }, 'resourceAttributes["a"]: -Infinity cannot be sent'],
  [{ resourceAttributes: { a: 1e300 } }, 'resourceAttributes["a"]: 1e+300 cannot be sent'],
  [{ resourceAttributes: { a: 5n } }, 'resourceAttributes["a"]: 5n cannot be sent'],
  [{ resourceAttributes: { a: { b: 1 } } }, 'resourceAttributes["a"]: an object cannot be sent'],
])('%j is refused in code, with the fix', (options, message) => expect(given(options)).toThrow(message));

it('leaves out what is not there', () => {
  const options = { serviceName: undefined, serviceVersion: '', resourceAttributes: { a: undefined, b: 1 } };
  expect(given(options)()).toEqual({ a: undefined, b: 1 });
});

it('takes every text of whole characters and every number that JSON can hold in 64 bits', () => {
  const value = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.integer(),
    fc.double({ noDefaultInfinity: true, noNaN: true, max: 2 ** 62, min: -(2 ** 62) }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string({ minLength: 1 }), value), (resourceAttributes) => {
      expect(given({ resourceAttributes })()).toEqual(resourceAttributes);
    }),
  );
});

it('corrects what stands in no code, and leaves out what no receiver reads, and says so once per attribute', () => {
  expect(sendable('shop\ud800', 'service.name')).toBe('shop\ufffd');
  expect(sendable('shop\ud800', 'service.name')).toBe('shop\ufffd');
  expect(sendable(['a', 'b\ud800'], 'list')).toEqual(['a', 'b\ufffd']);
  expect(sendable(5, 'number')).toBe(5);
  expect(sendable(null, 'nothing')).toBeUndefined();
  for (const [key, wrong] of Object.entries({ nan: Number.NaN, mixed: [1, 'a'], object: {}, nested: [[1]] }))
    expect(sendable(wrong, key)).toBeUndefined();
  expectProblems(
    'register.resource service.name',
    'register.resource list',
    'register.resource nan',
    'register.resource mixed',
    'register.resource object',
    'register.resource nested',
  );
});
