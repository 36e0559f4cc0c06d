import { environment, readVariables } from '@portcall/core/internal';
import type { Finding } from '../finding.js';
import { type NodePackage, nodePackage } from '../project/node-package.js';

/** What a configuration file says counts in the place of variables, until that is undone. */
export interface ReadFile {
  readonly findings: readonly Finding[];
  readonly undo: () => void;
}

/** Reads the file that OTEL_CONFIG_FILE names as the application in a folder would. Never rejects. */
export async function readConfigurationFile(folder: string): Promise<ReadFile> {
  const variable = ['OTEL_CONFIG_FILE', 'OTEL_EXPERIMENTAL_CONFIG_FILE'].find((name) => environment(name));
  if (variable === undefined) return { findings: [], undo: () => {} };
  const { examineConfigurationFile } = await nodePackage(folder).catch((): NodePackage => ({}));
  const file = examineConfigurationFile?.();
  if (file === undefined) return { findings: [noNode(variable)], undo: () => {} };
  const { variables: instead, places, findings } = file;
  return { findings, undo: readVariables({ instead, places }) };
}

function noNode(variable: string): Finding {
  return {
    id: 'file.not_examined',
    severity: 'warning',
    what: `${variable} is set, and the file that it names was not examined`,
    cause:
      'it is read by @portcall/node, which is not installed in this folder or cannot be loaded; variables were examined',
    fix: 'run it in the folder of the project',
  };
}
