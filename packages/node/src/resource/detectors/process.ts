import { basename } from 'node:path';
import type { ResourceDetector } from './detector.js';

/**
 * Its command, arguments, owner and path are left out: passwords stand there, and names of people.
 * @see https://opentelemetry.io/docs/specs/semconv/resource/process/
 */
export const processDetector: ResourceDetector = {
  detect: () => ({
    attributes: {
      'process.pid': process.pid,
      'process.executable.name': basename(process.execPath),
      'process.runtime.name': 'nodejs',
      'process.runtime.version': process.versions.node,
      'process.runtime.description': 'Node.js',
    },
  }),
};
