import type { Finding } from '@portcall/doctor';
import { configurationFile, type FileProblem } from '../configuration/file/configuration-file.js';

/** What a configuration file says, for who examines it. */
export interface ExaminedFile {
  /** As variables that begin with OTEL_, in whose place it counts. */
  readonly variables: ReadonlyMap<string, string>;
  /** Where it says each of them: file, line, column and path. */
  readonly places: ReadonlyMap<string, string>;
  /** What is wrong with it. */
  readonly findings: readonly Finding[];
}

/** Examines the file that OTEL_CONFIG_FILE names, without using it; undefined where it names none. Never throws. */
export function examineConfigurationFile(): ExaminedFile | undefined {
  const file = configurationFile();
  if (file === undefined) return undefined;
  const { variable, variables, problems } = file;
  return {
    variables: variables.texts,
    places: variables.places,
    findings: problems.map((problem) => findingOf(problem, variable)),
  };
}

/** Without a file that is read everything is as if nothing was said. */
const FOUND = {
  unreadable: { id: 'file.unreadable', severity: 'loss' },
  no_reader: { id: 'file.no_reader', severity: 'loss' },
  malformed: { id: 'file.malformed', severity: 'loss' },
  reference: { id: 'file.reference', severity: 'warning' },
  format: { id: 'file.format', severity: 'warning' },
  unsupported: { id: 'file.unsupported', severity: 'warning' },
  old_name: { id: 'file.old_name', severity: 'note' },
} as const satisfies Record<FileProblem['kind'], Pick<Finding, 'id' | 'severity'>>;

function findingOf({ kind, wrong, outcome, fix }: FileProblem, variable: string): Finding {
  return { ...FOUND[kind], what: `${variable}: ${wrong}`, cause: outcome, fix };
}
