import { oneLine } from '@portcall/core/internal';
import type { Finding } from '@portcall/doctor';

/** Findings as a terminal shows them. */
export function findingsText(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing found that keeps telemetry from arriving.\n';
  return findings.map(findingText).join('\n');
}

function findingText({ id, severity, what, cause, fix }: Finding): string {
  return [`${severity}: ${what} [${id}]`, `  cause: ${cause}`, `  fix: ${fix}`]
    .map((line) => `${oneLine(line)}\n`)
    .join('');
}
