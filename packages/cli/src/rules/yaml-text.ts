import { stringify } from 'yaml';

const WRITTEN_BY =
  '# Written by portcall rules from the catalog; what is changed here is lost when it is written again.\n';

/** As people read it: expressions of several lines as such, and no line broken within. */
export function yamlText(value: object): string {
  return WRITTEN_BY + stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
