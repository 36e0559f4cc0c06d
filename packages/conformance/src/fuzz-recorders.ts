import {
  type Backend,
  bind,
  counter,
  type Definition,
  defineCatalog,
  flag,
  gauge,
  histogram,
  integer,
  oneOf,
  optional,
  text,
  upDownCounter,
} from '@portcall/metrics';
import { type AnyRecorder, call } from './call.js';
import { HOSTILE_VALUES, hostileAttributes, hostileValue, pick, seededRandom } from './hostile.js';
import { type ModelSeries, PlainModel, type SeriesReading, seriesOf, takesNumber } from './plain-model.js';

export interface FuzzOptions {
  readonly calls: number;
  /** @default 1 */
  readonly seed?: number;
}

/** What came of the calls, and what should have come of them. */
export interface FuzzOutcome {
  /** Calls that must have been taken. */
  readonly accepted: number;
  /** Calls that must have been refused, by metric name. */
  readonly refused: ReadonlyMap<string, number>;
  /** Attributes objects that had more than is declared and were taken without it, by metric name. */
  readonly undeclared: ReadonlyMap<string, number>;
  /** What got out of the recorders; must be empty. */
  readonly thrown: readonly unknown[];
  readonly definitions: readonly Definition[];
  /** The series that must be there. */
  expected(definition: Definition): readonly SeriesReading[];
}

const catalog = defineCatalog({
  scope: 'fuzz',
  metrics: {
    bare: counter({ name: 'bare', description: 'A counter without attributes.' }),
    open: counter({ name: 'open', description: 'A counter of open sets.', attributes: { who: text(), n: integer() } }),
    closed: counter({
      name: 'closed',
      description: 'A counter of closed sets, born at zero.',
      attributes: { op: oneOf('v', 'constructor', '__proto__'), ok: flag(), why: optional(oneOf('toString', '5')) },
    }),
    depth: upDownCounter({
      name: 'depth',
      description: 'Up and down, all its attributes optional.',
      attributes: { who: optional(text()), n: optional(integer()), ok: optional(flag()) },
    }),
    level: gauge({ name: 'level', description: 'The last value.', attributes: { who: text(), why: optional(text()) } }),
    size: histogram({
      name: 'size',
      description: 'A histogram of five attributes.',
      attributes: { who: text(), n: integer(), ok: flag(), op: oneOf('v', 'w'), why: optional(oneOf('v')) },
      boundaries: [0, 1, 100],
    }),
    wait: histogram({ name: 'wait', description: 'A histogram without attributes.' }),
  },
});

// Made once and used again and again: making them would cost more than what is tested.
const BAGS_PER_METRIC = 2_000;
const HANDLES_PER_METRIC = 50;

interface Bag {
  readonly attributes: unknown;
  /** Undefined where the bag must be refused. */
  readonly series: ModelSeries | undefined;
}

interface Subject {
  readonly definition: Definition;
  readonly recorder: AnyRecorder;
  readonly bags: readonly Bag[];
  readonly handles: readonly { readonly bag: Bag; readonly handle: Pick<AnyRecorder, 'add' | 'record'> }[];
}

/**
 * Calls recorders of every kind with hostile values and hostile attributes, good ones among them, directly and through
 * bound handles. The same seed makes the same calls.
 */
export function fuzzRecorders(backend: Backend, { calls, seed = 1 }: FuzzOptions): FuzzOutcome {
  const random = seededRandom(seed);
  const recorders = bind(catalog, backend) as unknown as Readonly<Record<string, AnyRecorder>>;
  const subjects = Object.values(recorders).map((recorder) => subjectOf(recorder, random));
  const model = new PlainModel(true);
  const refused = new Map<string, number>();
  const undeclared = new Map<string, number>();
  const countRead = ({ name }: Definition, { series }: Bag): void => {
    if (series?.hadMore) undeclared.set(name, (undeclared.get(name) ?? 0) + 1);
  };
  // A handle reads its attributes once, when it is bound.
  for (const { definition, handles } of subjects) for (const { bag } of handles) countRead(definition, bag);
  const thrown: unknown[] = [];
  let accepted = 0;

  for (let done = 0; done < calls; done += 1) {
    const subject = pick(random, subjects);
    const { definition, recorder } = subject;
    const value = random() < 0.7 ? goodNumber(random) : hostileValue(random);
    const way = random();
    let bag: Bag;
    try {
      if (way < 0.2) {
        const bound = pick(random, subject.handles);
        bag = bound.bag;
        call(bound.handle, value);
      } else {
        bag = pick(random, subject.bags);
        if (way < 0.25) call(recorder.with(bag.attributes), value);
        else call(recorder, value, bag.attributes);
        if (way < 0.25 || takesNumber(definition, value)) countRead(definition, bag);
      }
    } catch (error) {
      thrown.push(error);
      continue;
    }
    if (bag.series !== undefined && takesNumber(definition, value)) {
      accepted += 1;
      model.keep(definition, bag.series, value as number);
    } else refused.set(definition.name, (refused.get(definition.name) ?? 0) + 1);
  }

  const definitions = subjects.map(({ definition }) => definition);
  return { accepted, refused, undeclared, thrown, definitions, expected: (definition) => model.series(definition) };
}

function subjectOf(recorder: AnyRecorder, random: () => number): Subject {
  const { definition } = recorder;
  const bags = Array.from({ length: BAGS_PER_METRIC }, (): Bag => {
    const attributes =
      random() < 0.5
        ? goodAttributes(definition, random)
        : hostileAttributes(random, Object.keys(definition.attributes));
    return { attributes, series: seriesOf(definition, attributes) };
  });
  const handles = Array.from({ length: HANDLES_PER_METRIC }, () => {
    const bag = pick(random, bags);
    return { bag, handle: recorder.with(bag.attributes) };
  });
  return { definition, recorder, bags, handles };
}

/** Dyadic fractions, which add up exactly in any order. */
function goodNumber(random: () => number): number {
  return Math.floor(random() * 1_000) / 4;
}

const TEXTS = Object.values(HOSTILE_VALUES)
  .map((make) => make())
  .filter((value) => typeof value === 'string' && Buffer.byteLength(value) <= 2_048 && value.isWellFormed());

/** Attributes that fit, now and then with one more; seldom they fit only most of the way. */
function goodAttributes(definition: Definition, random: () => number): unknown {
  const fitting = fittingAttributes(definition, random);
  return random() < 0.05 ? { ...fitting, more: hostileValue(random) } : fitting;
}

/** Their texts are the nastiest that fit. */
function fittingAttributes({ attributes }: Definition, random: () => number): object | undefined {
  const keys = Object.keys(attributes);
  if (keys.length === 0 && random() < 0.8) return undefined;
  const given = keys.flatMap((key): [string, unknown][] => {
    const { type, values = [], optional: mayLack } = attributes[key]!;
    if (mayLack && random() < 0.3) return random() < 0.5 ? [] : [[key, undefined]];
    if (random() < 0.02) return [[key, hostileValue(random)]];
    if (type === 'text') return [[key, pick(random, TEXTS)]];
    if (type === 'integer') return [[key, pick(random, [-1, -0, 0, 1, 2 ** 40])]];
    return [[key, pick(random, values)]];
  });
  return Object.fromEntries(given);
}
