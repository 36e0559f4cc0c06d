import type { Catalog, Definition } from '@portcall/metrics';
import { prometheusName } from '@portcall/metrics';
import type { ts as TypeScript } from 'ts-morph';
import { exampleQuery } from '../queries/example-query.js';
import { metricProperties } from './metric-properties.js';

/** The tags of a comment that are written here; what else stands in it is its author's. */
const OURS = /^@(prometheus|promql)\b|^@deprecated exported until \d/;

/** A source file with what an editor is to show above each metric, and how many there are. */
export interface Documented {
  readonly text: string;
  readonly metrics: number;
}

/**
 * Writes above each metric of the catalogs in a source file what it is called in Prometheus and how it is queried, so that an
 * editor shows that wherever the metric is used. Written again, it changes nothing.
 *
 * @param catalogs what the file exports, by name
 */
export function documented(ts: typeof TypeScript, source: string, catalogs: ReadonlyMap<string, Catalog>): Documented {
  const file = ts.createSourceFile('catalog.ts', source, ts.ScriptTarget.Latest, true);
  const properties = metricProperties(ts, file, catalogs);
  let text = source;
  // From the end, so that what is before stays where it is.
  for (const { node, metric } of [...properties].sort((one, other) => other.node.pos - one.node.pos)) {
    const start = node.getStart(file);
    const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).slice(-1);
    const lineStart = source.lastIndexOf('\n', start) + 1;
    const indent = /^\s*/.exec(source.slice(lineStart, start))?.[0] ?? '';
    const kept = comment === undefined ? [] : keptLines(source.slice(comment.pos, comment.end));
    const written = commentOf([...kept, ...tagsOf(metric)], indent);
    const [from, to] = comment === undefined ? [start, start] : [comment.pos, comment.end];
    text = `${text.slice(0, from)}${written}${comment === undefined ? `\n${indent}` : ''}${text.slice(to)}`;
  }
  return { text, metrics: properties.length };
}

function tagsOf(metric: Definition): readonly string[] {
  const name = prometheusName(metric, 'underscore_suffixes') ?? metric.name;
  const what = `${metric.kind === 'upDownCounter' ? 'up-down counter' : metric.kind}${metric.unit === '' ? '' : ` in ${metric.unit}`}`;
  // Nothing of a description ends the comment.
  const description = metric.description.replace(/\s+/g, ' ').replaceAll('*/', '*\\/');
  const { until, replacedBy } = metric.deprecated ?? {};
  return [
    `@prometheus \`${name}\`, ${what}: ${description}`,
    `@promql \`${exampleQuery(metric)}\``,
    ...(until === undefined ? [] : [`@deprecated exported until ${until}; use \`${replacedBy}\``]),
  ];
}

/** What the author of a comment has written, with a line between text and the tags that follow. */
function keptLines(comment: string): readonly string[] {
  const lines = comment
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trimEnd());
  const kept: string[] = [];
  let isOurs = false;
  for (const line of lines) {
    if (line.startsWith('@')) isOurs = OURS.test(line);
    if (!isOurs) kept.push(line);
  }
  while (kept.at(-1) === '') kept.pop();
  while (kept[0] === '') kept.shift();
  const isText = kept.length > 0 && !kept.some((line) => line.startsWith('@'));
  return isText ? [...kept, ''] : kept;
}

function commentOf(lines: readonly string[], indent: string): string {
  return ['/**', ...lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}`), `${indent} */`].join('\n');
}
