import type * as Yaml from 'yaml';
import { lazily } from '../../sdk/lazily.js';
import { FileNode } from './node-of-file.js';
import { substituted } from './substituted.js';

/** What is wrong with a file, and where: `12:3`. */
export interface FileFault {
  readonly place: string;
  readonly wrong: string;
}

export interface ParsedFile {
  readonly root: FileNode | undefined;
  readonly faults: readonly FileFault[];
}

/**
 * Reads a configuration file, with the environment put in. A plain scalar is what it says once that is done: a number, true,
 * false or nothing; a quoted one is a text.
 * @throws where the package yaml is not installed
 */
export function parsedFile(text: string, variables: Readonly<Record<string, string | undefined>>): ParsedFile {
  const yaml = lazily('yaml', 'OTEL_CONFIG_FILE') as typeof Yaml;
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults: FileFault[] = [];
  const placeOf = (offset = 0): string => {
    const { line, col } = lines.linePos(offset);
    return `${line}:${col}`;
  };
  for (const { message, pos } of document.errors) faults.push({ place: placeOf(pos[0]), wrong: message });
  if (faults.length > 0) return { root: undefined, faults };

  const scalarOf = ({ value, type, range }: Yaml.Scalar): string | number | boolean | null => {
    if (typeof value !== 'string') return value as number | boolean | null;
    const whole = substituted(value, variables);
    if (whole === undefined)
      faults.push({
        place: placeOf(range?.[0]),
        wrong: `${value} refers to no variable; write \${NAME} or \${NAME:-default}, and $$ for a dollar sign`,
      });
    if (whole === undefined || whole === value || type !== 'PLAIN') return whole ?? value;
    const read = yaml.parse(JSON.stringify(whole) === `"${whole}"` ? whole : JSON.stringify(whole)) as unknown;
    return read === null || ['string', 'number', 'boolean'].includes(typeof read) ? (read as string) : whole;
  };
  const nodeOf = (node: unknown, path: string, offset?: number): FileNode => {
    const resolved = yaml.isAlias(node) ? node.resolve(document) : node;
    const place = placeOf(offset ?? (resolved as { range?: [number] } | null)?.range?.[0]);
    if (yaml.isMap(resolved)) {
      const members = resolved.items.map(({ key, value }) => {
        const name = String(yaml.isScalar(key) ? key.value : key);
        const at = (key as { range?: [number] } | null)?.range?.[0];
        return [name, nodeOf(value, path === '' ? name : `${path}.${name}`, at)] as const;
      });
      return new FileNode(path, place, new Map(members));
    }
    if (yaml.isSeq(resolved))
      return new FileNode(
        path,
        place,
        resolved.items.map((item, index) => nodeOf(item, `${path}[${index}]`)),
      );
    return new FileNode(path, place, yaml.isScalar(resolved) ? scalarOf(resolved) : null);
  };
  return { root: nodeOf(document.contents, ''), faults };
}
