import { environment } from '@portcall/core/internal';
import { application } from './application.js';
import { detected } from './detectors/detected.js';
import type { Detectors } from './detectors/detectors.js';
import { environmentAttributes } from './environment-attributes.js';
import { type DetectedValue, type Resource, resourceOf } from './resource.js';
import { attributesOf, present, type ResourceOptions } from './resource-attributes.js';

// Of OpenTelemetry's SDK, by whose conventions all of it is told.
const SDK = {
  'telemetry.sdk.language': 'nodejs',
  'telemetry.sdk.name': 'opentelemetry',
  'telemetry.sdk.version': '2.12.0',
};

export interface ProcessResourceOptions {
  readonly resource: ResourceOptions;
  readonly resourceDetectors: Detectors;
  /** Half of it is waited for what is detected, and two seconds at most: a process that ends soon still has to deliver. */
  readonly shutdownTimeoutMillis: number;
}

/**
 * What all telemetry of this process says of where it comes from. The stronger source wins: options, OTEL_SERVICE_NAME,
 * OTEL_RESOURCE_ATTRIBUTES, what is detected, the application's package.json. A random `service.instance.id` keeps two
 * processes of one service apart.
 *
 * @throws Error naming the option that a receiver could not read; what it could not read of all else is corrected and
 *   reported
 * @see https://opentelemetry.io/docs/specs/semconv/resource/service/
 */
export function processResource({
  resource: options,
  resourceDetectors: detectors,
  shutdownTimeoutMillis,
}: ProcessResourceOptions): Resource {
  const { name, version } = application();
  const sources: readonly Readonly<Record<string, DetectedValue>>[] = [
    attributesOf(options),
    present({ 'service.name': environment('OTEL_SERVICE_NAME') }),
    detectors.environment ? environmentAttributes() : {},
    // Of two that detect the same the later one counts.
    ...detectors.others.map((detector) => detected(detector)).reverse(),
    present({
      'service.name': name ?? `unknown_service:${process.argv0}`,
      'service.version': version,
      'service.instance.id': globalThis.crypto.randomUUID(),
    }),
    SDK,
  ];
  return resourceOf(
    sources.flatMap((attributes) => Object.entries(attributes)),
    Math.min(LONGEST_WAIT_MS, shutdownTimeoutMillis / 2),
  );
}

const LONGEST_WAIT_MS = 2_000;
