import { report } from '@portcall/core';
import { checkedArray, checkedOneOf, environment, listed, shown } from '@portcall/core/internal';
import { containerDetector } from './container.js';
import type { ResourceDetector } from './detector.js';
import { hostDetector } from './host.js';
import { k8sDetector } from './k8s.js';
import { osDetector } from './os.js';
import { processDetector } from './process.js';

/** The names of OTEL_NODE_RESOURCE_DETECTORS. */
export type ResourceDetectorName =
  | 'env'
  | 'host'
  | 'os'
  | 'process'
  | 'serviceinstance'
  | 'container'
  | 'k8s'
  | 'all'
  | 'none';

export type ResourceDetectors = readonly (ResourceDetectorName | ResourceDetector)[];

/** What the resource is made of. */
export interface Detectors {
  /** Whether OTEL_RESOURCE_ATTRIBUTES is read. */
  readonly environment: boolean;
  readonly others: readonly ResourceDetector[];
}

/** The others are no detectors: the variable counts before what is detected, and an instance id there is always. */
const OWN = {
  host: hostDetector,
  os: osDetector,
  process: processDetector,
  container: containerDetector,
  k8s: k8sDetector,
} as const;
const NAMES = ['env', 'host', 'os', 'process', 'serviceinstance', 'container', 'k8s', 'all', 'none'] as const;
const VARIABLE = 'OTEL_NODE_RESOURCE_DETECTORS';
const DEFAULT: ResourceDetectors = ['env', 'process', 'host'];

/**
 * The detectors that the option names, else OTEL_NODE_RESOURCE_DETECTORS. What the variable names and there is not is
 * reported and left out.
 * @throws Error for an option that is no list of detectors
 */
export function detectorsFrom(given: ResourceDetectors | undefined): Detectors {
  if (given === undefined) return detectorsOf(fromEnvironment());
  return detectorsOf(checkedArray(given, 'resourceDetectors', 'write ["env", "host"], for one').map(checkedDetector));
}

function detectorsOf(given: ResourceDetectors): Detectors {
  const all = given.flatMap((one) =>
    one === 'all' ? (['env', ...(Object.keys(OWN) as (keyof typeof OWN)[])] as const) : one,
  );
  return {
    environment: all.includes('env'),
    others: [...new Set(all)].flatMap((one) => {
      if (typeof one !== 'string') return one;
      return Object.hasOwn(OWN, one) ? OWN[one as keyof typeof OWN] : [];
    }),
  };
}

function checkedDetector(given: unknown): ResourceDetectorName | ResourceDetector {
  if (typeof (given as Partial<ResourceDetector> | null | undefined)?.detect === 'function')
    return given as ResourceDetector;
  if (typeof given === 'string') return checkedOneOf(given, NAMES, 'resourceDetectors');
  throw new Error(
    `resourceDetectors: ${shown(given)} is not a detector; give a name, or an object with detect(), such as awsEc2Detector`,
  );
}

function fromEnvironment(): ResourceDetectors {
  const names = environment(VARIABLE)
    ?.split(',')
    .map((name) => name.trim().toLowerCase());
  return (
    names?.flatMap((name) => {
      const known = NAMES.find((one) => one === name);
      if (known !== undefined) return known;
      report({
        key: 'register.detector',
        about: name,
        message:
          `${VARIABLE}: ${shown(name)} is not a detector of ours; it is left out; use any of ${listed(NAMES)}, ` +
          'or give the detector of its package as resourceDetectors',
      });
      return [];
    }) ?? DEFAULT
  );
}
