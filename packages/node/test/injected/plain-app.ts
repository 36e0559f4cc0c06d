import { join } from 'node:path';
import { cachedRuntime, type Exit, type OtlpSpan, runProgram, startFaultReceiver } from '@portcall/real-parts';

/** What ran without a line of telemetry but for what names its functions, and what was seen of it. */
export interface Seen extends Pick<Exit, 'code' | 'stdout' | 'stderr'> {
  readonly spans: readonly OtlpSpan[];
  /** Every span with its operations and what it scheduled, under its parent; see `treeOf`. */
  readonly tree: string;
}

export interface PlainApp extends PlainRun {
  /** With top-level `await`, and `load('a package')` for what an app would import or require. */
  readonly code: string;
  readonly format?: 'import' | 'require';
}

export interface PlainRun {
  readonly node?: string;
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const RECORDED = `const { traced, currentCall } = await load('@portcall/trace');\n`;
const FORMATS = {
  import: (code: string) => `const load = async (name) => import(name);\n${RECORDED}${code}`,
  require: (code: string) =>
    `const load = async (name) => require(name);\n(async () => {\n${RECORDED}${code}\n})().catch((e) => { console.error(e); process.exitCode = 1; });`,
};

/** Runs it under `--import @portcall/node/register`, on the built packages. */
export function runPlainApp({ code, format = 'import', ...how }: PlainApp): Promise<Seen> {
  const kind = format === 'import' ? '--input-type=module' : '--input-type=commonjs';
  return runPlain([kind, '-e', FORMATS[format](code)], how);
}

/** The same with a file. */
export function runPlainFile(file: string, how: PlainRun): Promise<Seen> {
  return runPlain([file], how);
}

async function runPlain(
  args: readonly string[],
  { node = process.execPath, nodeArgs = [], env = {} }: PlainRun,
): Promise<Seen> {
  await using receiver = await startFaultReceiver();
  const app = runProgram(node, {
    args: [...nodeArgs, '--import', '@portcall/node/register', ...args],
    cwd: join(__dirname, '..'),
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, ...env },
    timeoutMs: 60_000,
  });
  const { code, stdout, stderr } = await app.exit;
  const spans = receiver.spans();
  return { code, stdout, stderr, spans, tree: treeOf(spans) };
}

/** Of calls in the order of their starts; links are shown by the name of what they lead to. */
export function treeOf(spans: readonly OtlpSpan[]): string {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const roots = spans.filter(({ parentSpanId }) => !byId.has(parentSpanId));
  const linesOf = (span: OtlpSpan, indent: string): string[] => {
    const links = span.links.map(({ spanId }) => ` < ${byId.get(spanId)?.name ?? 'unknown'}`).join('');
    const failed = span.status.code === 2 ? ` ! ${span.attributes['error.type']}` : '';
    return [
      `${indent}${span.name}${links}${failed}`,
      ...span.events.flatMap((event) => eventLine(event).map((line) => `${indent}  · ${line}`)),
      ...inOrder(spans.filter(({ parentSpanId }) => parentSpanId === span.spanId)).flatMap((child) =>
        linesOf(child, `${indent}  `),
      ),
    ];
  };
  return inOrder(roots)
    .flatMap((root) => linesOf(root, ''))
    .join('\n');
}

function eventLine({ name, attributes }: OtlpSpan['events'][number]): string[] {
  const of = (key: string): string => String(attributes[key] ?? '');
  if (name === 'portcall.schedule') {
    const delay = attributes['portcall.schedule.delay'];
    return [`schedule ${of('portcall.schedule.function')}${delay === undefined ? '' : ` in ${String(delay)}`}`];
  }
  if (name !== 'portcall.db.operation') return [];
  const failed = attributes['error.type'] === undefined ? '' : ` ! ${of('error.type')}`;
  return [`${of('db.operation.name')} ${of('db.collection.name')}`.trim() + failed];
}

function inOrder(spans: readonly OtlpSpan[]): OtlpSpan[] {
  return [...spans].sort((a, b) => (BigInt(a.startTimeUnixNano) < BigInt(b.startTimeUnixNano) ? -1 : 1));
}

/** A `describe` for this Node and for a later one, whose loader is another. Where a machine lacks that, it is skipped by name. */
export function describeNodes(body: (node: string) => void): void {
  describe('this Node', () => body(process.execPath));
  const later = cachedRuntime('node24');
  if (later === undefined) describe.skip('Node 24 (skipped: it is not installed on this machine)', () => body(''));
  else describe('Node 24', () => body(later));
}
