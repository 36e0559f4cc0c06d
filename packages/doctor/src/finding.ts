/** What a finding means for the telemetry of a process. */
export type Severity =
  /** Telemetry is lost, or never made. */
  | 'loss'
  /** Telemetry may be lost, or wrong. */
  | 'warning'
  /** Nothing is lost; it explains what is seen. */
  | 'note';

/** Something that keeps telemetry from arriving, or may. */
export interface Finding {
  /** Which check has found it, such as `endpoint.refused`: one of those in docs/doctor.md, and never made of data. */
  readonly id: string;
  readonly severity: Severity;
  /** What is the case, in one sentence without a full stop, as are the following. */
  readonly what: string;
  /** Why it is so, as far as it can be known. */
  readonly cause: string;
  /** What to do. */
  readonly fix: string;
}

const ORDER: readonly Severity[] = ['loss', 'warning', 'note'];

/** The worst first, and each once. */
export function sortedFindings(findings: readonly Finding[]): readonly Finding[] {
  const unique = new Map(findings.map((finding) => [`${finding.id} ${finding.what}`, finding]));
  return [...unique.values()].sort((one, other) => ORDER.indexOf(one.severity) - ORDER.indexOf(other.severity));
}
