import { oneLine } from '@portcall/core/internal';
import type { Finding } from '@portcall/doctor';
import type { InstalledPackage } from '@portcall/doctor/internal';
import { findingsText } from './findings-text.js';
import { redacted } from './redacted.js';

/** What is said of a machine and of what is installed there, beside the findings. */
export interface Surroundings {
  readonly version: string;
  readonly installed: readonly InstalledPackage[];
  /** Names that are left out. */
  readonly hosts: readonly string[];
}

/** A text for an issue tracker. Of variables it has the names alone. */
export function reportText(findings: readonly Finding[], { version, installed, hosts }: Surroundings): string {
  const packages = [...new Set(installed.map((one) => `${one.name} ${one.version}`))].sort();
  const variables = Object.keys(process.env).filter((name) => name.startsWith('OTEL_'));
  return redacted(
    [
      `portcall doctor ${version}, Node ${process.version}, ${process.platform} ${process.arch}\n`,
      oneLine(`packages: ${packages.join(', ') || 'none'}`),
      `${oneLine(`variables that are set: ${variables.sort().join(', ') || 'none'}`)}\n`,
      findingsText(findings),
    ].join('\n'),
    hosts,
  );
}
