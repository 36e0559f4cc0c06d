import { readFileSync } from 'node:fs';
import { anyText, failureOf, read, refuseVariable, type Variable, variable } from '@portcall/core/internal';
import type { FileNode } from './node-of-file.js';
import { parsedFile } from './parsed-file.js';
import { type FileVariables, variablesOfFile } from './variables-of-file.js';

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

/**
 * What the file that OTEL_CONFIG_FILE names says, as variables; undefined where it names none. What is wrong with it is
 * reported with line and column, what is not supported by its path; with a file that cannot be read the defaults hold.
 * @throws Error saying the same, where variables are read strictly
 */
export function variablesFromFile(): FileVariables | undefined {
  const { value: path, variable: name } = read(CONFIG_FILE, EXPERIMENTAL_CONFIG_FILE);
  if (name === undefined) return undefined;
  if (name === EXPERIMENTAL_CONFIG_FILE.name)
    refuseVariable(name, 'it is an old name; the file is read; write OTEL_CONFIG_FILE');
  const root = rootOf(path, name);
  if (root === undefined) return new Map();
  const said = variablesOfFile(root);
  checkFormat(root, path, name);
  for (const { path: part, place } of root.unread())
    refuseVariable(name, `${path}:${place}: ${part} is not supported; it is left out; remove it`, part);
  return said;
}

function rootOf(path: string, name: string): FileNode | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    refuseVariable(
      name,
      `the file cannot be read (${failureOf(cause).code}); defaults are used; name a file that this process can read`,
    );
    return undefined;
  }
  try {
    const { root, faults } = parsedFile(text, process.env);
    for (const { place, wrong } of faults) {
      const what = root === undefined ? 'defaults are used' : 'it is used as it is';
      refuseVariable(name, `${path}:${place}: ${wrong}; ${what}; correct the file`, place);
    }
    return root;
  } catch (cause) {
    if (failureOf(cause).code !== 'MODULE_NOT_FOUND') throw cause;
    refuseVariable(name, 'the package yaml is needed and cannot be loaded; defaults are used; npm install yaml');
    return undefined;
  }
}

function checkFormat(root: FileNode, path: string, name: string): void {
  const format = root.get('file_format');
  if (format?.text !== undefined && /^1\.\d+$/.test(format.text)) return;
  refuseVariable(
    name,
    `${path}:${(format ?? root).place}: file_format is not 1.x; it is read as 1.1; write file_format: "1.1"`,
    'file_format',
  );
}
