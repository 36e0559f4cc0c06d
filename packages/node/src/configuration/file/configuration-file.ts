import { readFileSync } from 'node:fs';
import {
  anyText,
  type Failure,
  failureOf,
  read,
  refuseVariable,
  type Variable,
  variable,
} from '@portcall/core/internal';
import { FileVariables } from './file-variables.js';
import type { FileNode } from './node-of-file.js';
import { parsedFile } from './parsed-file.js';
import { variablesOfFile } from './variables-of-file.js';

/** @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#declarative-configuration */
export const CONFIG_FILE: Variable<string> = variable({
  name: 'OTEL_CONFIG_FILE',
  rule: anyText('path of a YAML file'),
  otherwise: '',
  by: 'OpenTelemetry, stable',
  does: 'A file that says everything, by schema 1.1; all other variables that begin with OTEL_ are then read only where it refers to them',
});

export const EXPERIMENTAL_CONFIG_FILE: Variable<string> = variable({
  name: 'OTEL_EXPERIMENTAL_CONFIG_FILE',
  rule: anyText('path of a YAML file'),
  otherwise: '',
  by: 'OpenTelemetry, deprecated',
  does: 'The same, where OTEL_CONFIG_FILE is not set',
});

/** What is wrong with a configuration file. */
export interface FileProblem {
  readonly kind: 'old_name' | 'unreadable' | 'no_reader' | 'malformed' | 'reference' | 'format' | 'unsupported';
  /** File, line and column where it is known, and what is wrong there. */
  readonly wrong: string;
  readonly outcome: string;
  readonly fix: string;
  /** Which part of the file, where there are several. */
  readonly part?: string;
}

/** A configuration file, as far as it can be read. */
export interface ConfigurationFile {
  /** The variable that names it. */
  readonly variable: string;
  readonly variables: FileVariables;
  readonly problems: readonly FileProblem[];
}

/**
 * What the file that OTEL_CONFIG_FILE names says, as variables; undefined where it names none. With a file that cannot be
 * read nothing is said, and defaults hold.
 */
export function configurationFile(): ConfigurationFile | undefined {
  const { value: path, variable: name } = read(CONFIG_FILE, EXPERIMENTAL_CONFIG_FILE);
  if (name === undefined) return undefined;
  const { root, problems } = rootOf(path);
  const inName = name === CONFIG_FILE.name ? [] : [OLD_NAME];
  if (root === undefined)
    return { variable: name, variables: new FileVariables(path), problems: [...inName, ...problems] };
  const variables = variablesOfFile(root, path);
  return {
    variable: name,
    variables,
    problems: [...inName, ...problems, ...formatProblems(root, path), ...unsupported(root, path)],
  };
}

/**
 * As `configurationFile()`, where what is wrong with the file is reported with line and column, and what is not supported by
 * its path.
 * @throws Error saying the same, where variables are read strictly
 */
export function variablesFromFile(): FileVariables | undefined {
  const file = configurationFile();
  for (const { wrong, outcome, fix, part } of file?.problems ?? [])
    refuseVariable(file!.variable, `${wrong}; ${outcome}; ${fix}`, part);
  return file?.variables;
}

const OLD_NAME: FileProblem = {
  kind: 'old_name',
  wrong: 'it is an old name',
  outcome: 'the file is read',
  fix: `write ${CONFIG_FILE.name}`,
};

interface Root {
  readonly root: FileNode | undefined;
  readonly problems: readonly FileProblem[];
}

function rootOf(path: string): Root {
  const DEFAULTS = 'defaults are used';
  const text = textOf(path);
  if (typeof text !== 'string') {
    const wrong = `the file cannot be read (${text.code})`;
    return failed({ kind: 'unreadable', wrong, outcome: DEFAULTS, fix: 'name a file that this process can read' });
  }
  try {
    const { root, faults } = parsedFile(text, process.env);
    const [kind, outcome] =
      root === undefined ? (['malformed', DEFAULTS] as const) : (['reference', 'it is used as it is'] as const);
    const problems = faults.map(({ place, wrong }) => {
      return { kind, wrong: `${path}:${place}: ${wrong}`, outcome, fix: 'correct the file', part: place };
    });
    return { root, problems };
  } catch (cause) {
    if (failureOf(cause).code !== 'MODULE_NOT_FOUND') throw cause;
    const wrong = 'the package yaml is needed and cannot be loaded';
    return failed({ kind: 'no_reader', wrong, outcome: DEFAULTS, fix: 'npm install yaml' });
  }
}

function failed(problem: FileProblem): Root {
  return { root: undefined, problems: [problem] };
}

function textOf(path: string): string | Failure {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    return failureOf(cause);
  }
}

function formatProblems(root: FileNode, path: string): readonly FileProblem[] {
  const format = root.get('file_format');
  if (format?.text !== undefined && /^1\.\d+$/.test(format.text)) return [];
  const wrong = `${path}:${(format ?? root).place}: file_format is not 1.x`;
  return [
    { kind: 'format', wrong, outcome: 'it is read as 1.1', fix: 'write file_format: "1.1"', part: 'file_format' },
  ];
}

function unsupported(root: FileNode, path: string): readonly FileProblem[] {
  return root.unread().map(({ path: part, place }) => {
    const wrong = `${path}:${place}: ${part} is not supported`;
    return { kind: 'unsupported', wrong, outcome: 'it is left out', fix: 'remove it', part };
  });
}
