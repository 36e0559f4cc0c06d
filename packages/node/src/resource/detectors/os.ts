import { platform, release } from 'node:os';
import type { ResourceDetector } from './detector.js';

const TYPES: Readonly<Record<string, string>> = { sunos: 'solaris', win32: 'windows' };

/** @see https://opentelemetry.io/docs/specs/semconv/resource/os/ */
export const osDetector: ResourceDetector = {
  detect: () => ({ attributes: { 'os.type': TYPES[platform()] ?? platform(), 'os.version': release() } }),
};
