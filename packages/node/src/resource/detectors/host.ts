import { arch, hostname } from 'node:os';
import type { ResourceDetector } from './detector.js';
import { machineId } from './machine-id.js';

const ARCHITECTURES: Readonly<Record<string, string>> = { arm: 'arm32', ppc: 'ppc32', x64: 'amd64', ia32: 'x86' };

/** @see https://opentelemetry.io/docs/specs/semconv/resource/host/ */
export const hostDetector: ResourceDetector = {
  detect: () => ({
    attributes: {
      'host.name': hostname(),
      'host.arch': ARCHITECTURES[arch()] ?? arch(),
      'host.id': machineId(),
    },
  }),
};
