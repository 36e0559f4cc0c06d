import { type Attributes, SpanKind, type SpanStatusCode } from '@opentelemetry/api';
import type { Catalog, Point, Store } from '@portcall/metrics';
import { genAiCatalog } from '@portcall/ports';
import { type ModelServer, startModelServer } from '@portcall/real-parts';
import { traced } from '@portcall/trace';
import { registerInstrumentation, type Telemetry } from '../../src/index.js';

/** A span, as a processor is shown it. */
export interface SeenSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  readonly parentSpanContext?: { readonly spanId: string };
  readonly status: { readonly code: SpanStatusCode; readonly message?: string };
  readonly events: readonly { readonly name: string; readonly attributes?: Attributes }[];
  spanContext(): { readonly spanId: string };
}

/** A server of models, and what telemetry has seen of an app that uses it. */
export interface Observed {
  readonly server: () => ModelServer;
  readonly spans: () => readonly SeenSpan[];
  /** The one span of a model. */
  readonly modelSpan: () => SeenSpan;
  /** The sum of every metric of models that was recorded since the test began. */
  readonly sums: () => Readonly<Record<string, number>>;
  /** Runs something within a traced call. */
  readonly inCall: <T>(body: () => Promise<T>) => Promise<T>;
}

const catalog: Catalog = genAiCatalog({ names: 'both' });

/** Registers telemetry for the tests of this file. */
export function observed(): Observed {
  let telemetry: Telemetry;
  let server: ModelServer;
  let seen: SeenSpan[] = [];
  let before: Readonly<Record<string, number>> = {};
  const store = (): Store => telemetry.backend;

  beforeAll(async () => {
    server = await startModelServer();
    telemetry = registerInstrumentation({
      exporters: [],
      spanProcessors: [
        {
          onStart() {},
          onEnd: (span: unknown) => void seen.push(span as SeenSpan),
          forceFlush: () => Promise.resolve(),
          shutdown: () => Promise.resolve(),
        },
      ],
    });
    await telemetry.ready;
  });
  beforeEach(() => {
    seen = [];
    before = sumsOf(store());
  });
  afterAll(async () => {
    await telemetry.shutdown();
    await server[Symbol.asyncDispose]();
  });

  const modelSpans = (): readonly SeenSpan[] => seen.filter(({ kind }) => kind === SpanKind.CLIENT);
  return {
    server: () => server,
    spans: () => seen,
    modelSpan() {
      const [span, ...others] = modelSpans();
      expect(others).toEqual([]);
      return span as SeenSpan;
    },
    sums() {
      const now = sumsOf(store());
      const grown = Object.entries(now).map(([name, sum]) => [name, sum - (before[name] ?? 0)] as const);
      return Object.fromEntries(grown.filter(([name, sum]) => sum !== 0 || before[name] === undefined));
    },
    inCall: (body) => traced('answer', { type: 'action' }, body)(),
  };
}

function sumsOf(store: Store): Readonly<Record<string, number>> {
  const recorded = Object.values(catalog.metrics).flatMap((definition) => {
    const points: readonly Point[] = store.points(definition);
    const sum = points.reduce((total, { value }) => total + (typeof value === 'number' ? value : value.sum), 0);
    return points.length === 0 ? [] : [[definition.name, sum] as const];
  });
  return Object.fromEntries(recorded);
}
