import type { Resource } from '@opentelemetry/resources';
import { report } from '@portcall/core';
import { environment } from '@portcall/core/internal';
import { lazily } from '../sdk/lazily.js';
import { application } from './application.js';
import { attributesOf, corrected, present, type ResourceOptions } from './resource-attributes.js';

/**
 * What all telemetry of this process says of where it comes from. The stronger source wins: options, OTEL_SERVICE_NAME,
 * OTEL_RESOURCE_ATTRIBUTES, the application's package.json. A random `service.instance.id` keeps two processes of one
 * service apart. Process arguments and owner are left out: they are nobody's business at the other end.
 *
 * @throws Error naming the option that a receiver could not read; what it could not read of the environment and of
 *   package.json is corrected and reported
 * @see https://opentelemetry.io/docs/specs/semconv/resource/service/
 */
export function resourceOf(options: ResourceOptions): Resource {
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = lazily(
    '@opentelemetry/resources',
  ) as typeof import('@opentelemetry/resources');
  const fromOptions = attributesOf(options);
  const { name, version } = application();
  const fromPackage = present({
    'service.name': name,
    'service.version': version,
    'service.instance.id': globalThis.crypto.randomUUID(),
  });
  const fromEnvironment = detectResources({ detectors: [envDetector] }).attributes;
  reportUnreadable(fromEnvironment);
  return defaultResource()
    .merge(resourceFromAttributes(corrected({ ...fromPackage, ...fromEnvironment })))
    .merge(resourceFromAttributes(fromOptions));
}

/** On any error the detector discards the whole variable, as the specification wants, and says nothing. */
function reportUnreadable(detected: Readonly<Record<string, unknown>>): void {
  const variable = environment('OTEL_RESOURCE_ATTRIBUTES');
  if (variable === undefined || Object.keys(detected).some((key) => key !== 'service.name')) return;
  if (variable.includes('service.name') && 'service.name' in detected) return;
  report({
    key: 'register.resource',
    message:
      'OTEL_RESOURCE_ATTRIBUTES: it could not be read; its attributes are left out; write key=value,key=value with commas and equals ' +
      'signs percent-encoded',
  });
}
