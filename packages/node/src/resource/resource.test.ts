import type { AttributeValue } from '@opentelemetry/api';
import type { ResourceDetector as SdkDetector, Resource as SdkResource } from '@opentelemetry/resources';
import {
  envDetector,
  hostDetector,
  osDetector,
  processDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { expectProblems, failOnProblems } from '@portcall/conformance';
import fc from 'fast-check';
import { detected } from './detectors/detected.js';
import type { ResourceDetector } from './detectors/detector.js';
import { detectorsFrom } from './detectors/detectors.js';
import { type DetectedValue, resourceOf } from './resource.js';

failOnProblems();

const WAIT_MS = 500;
const ours = (attributes: Readonly<Record<string, DetectedValue>>) => resourceOf(Object.entries(attributes), WAIT_MS);

describe('a resource', () => {
  const value: fc.Arbitrary<AttributeValue> = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.integer(),
    fc.boolean(),
    fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }),
  );
  const attributes = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.oneof(value, fc.constant(undefined)));
  const later = (given: Record<string, AttributeValue | undefined>, keys: readonly string[]) =>
    Object.fromEntries(
      Object.entries(given).map(([key, one]) => [key, keys.includes(key) ? Promise.resolve(one) : one]),
    );

  it("is a resource of OpenTelemetry's SDK, and takes its detectors", () => {
    const resource: SdkResource = ours({ a: 1 });
    const detectors: readonly ResourceDetector[] = [hostDetector, osDetector, envDetector] satisfies SdkDetector[];
    expect(resource.attributes).toEqual({ a: 1 });
    expect(detectors).toHaveLength(3);
  });

  it("merges as OpenTelemetry's does, with one of its own too, at once and later", async () => {
    await fc.assert(
      fc.asyncProperty(attributes, attributes, fc.subarray(['a', 'b', 'c', 'd']), async (one, two, keys) => {
        const theirs = resourceFromAttributes(later(one, keys)).merge(resourceFromAttributes(later(two, keys)));
        const merged = [
          ours(later(one, keys)).merge(ours(later(two, keys))),
          ours(later(one, keys)).merge(resourceFromAttributes(later(two, keys))),
          resourceFromAttributes(later(one, keys)).merge(ours(later(two, keys))),
        ];
        expect(merged.map((resource) => resource.asyncAttributesPending)).toEqual(
          merged.map(() => theirs.asyncAttributesPending),
        );
        await theirs.waitForAsyncAttributes?.();
        for (const resource of merged) {
          await resource.waitForAsyncAttributes?.();
          expect(resource.asyncAttributesPending).toBe(false);
          expect(resource.attributes).toEqual(theirs.attributes);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is itself merged with nothing', () => {
    const resource = ours({ a: 1 });
    expect(resource.merge(null)).toBe(resource);
  });

  it('goes without what cannot be detected, and says so', async () => {
    const resource = ours({ a: 1, b: Promise.reject(new Error('no answer')), c: Promise.resolve('found') });
    expect(resource.attributes).toEqual({ a: 1 });
    await resource.waitForAsyncAttributes();
    expect(resource.attributes).toEqual({ a: 1, c: 'found' });
    expectProblems('register.detector b');
  });

  it('waits no longer than it may, and does not change after that', async () => {
    let resolve = (_found: string): void => {};
    const promise = new Promise<string>((found) => {
      resolve = found;
    });
    const resource = resourceOf(
      [
        ['a', 1],
        ['slow', promise],
        ['c', Promise.resolve('found')],
      ],
      20,
    );
    await resource.waitForAsyncAttributes();
    expect(resource.attributes).toEqual({ a: 1, c: 'found' });
    resolve('late');
    await promise;
    expect(resource.attributes).toEqual({ a: 1, c: 'found' });
    expect(resource.getRawAttributes()).toContainEqual(['slow', undefined]);
    expectProblems('register.detector "slow"');
  });
});

describe('our detectors', () => {
  const found = (name: 'os' | 'process') =>
    Object.fromEntries(detectorsFrom([name]).others.flatMap((detector) => Object.entries(detected(detector))));
  const theirs = async (detector: SdkDetector) => {
    const attributes = Object.entries(detector.detect().attributes ?? {});
    return Object.fromEntries(await Promise.all(attributes.map(async ([key, value]) => [key, await value] as const)));
  };

  it("say of the system what OpenTelemetry's does", async () => {
    expect(found('os')).toEqual(await theirs(osDetector));
  });

  it("say of the process what OpenTelemetry's does, without what people write there", async () => {
    const process_ = await theirs(processDetector);
    const said = found('process');
    expect(process_).toMatchObject({ ...said, 'process.executable.name': expect.any(String) });
    expect(Object.keys(process_).filter((key) => !(key in said))).toEqual([
      'process.executable.path',
      'process.command_args',
      'process.command',
      'process.owner',
    ]);
  });

  it('are given by name, each once, and all of them', () => {
    expect(detectorsFrom(['all', 'host', 'env'])).toEqual({ environment: true, others: expect.any(Array) });
    expect(detectorsFrom(['all', 'host']).others).toHaveLength(5);
    expect(detectorsFrom(['none'])).toEqual({ environment: false, others: [] });
    expect(detectorsFrom(undefined)).toMatchObject({ environment: true });
  });

  it('cost nobody anything that throw', () => {
    class Broken {
      detect(): never {
        throw new Error('broken');
      }
    }
    expect(detected(new Broken())).toEqual({});
    expectProblems('register.detector what Broken looks for');
  });
});
