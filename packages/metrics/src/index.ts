export type { Finding } from './checks/finding.js';
export type { Fix } from './checks/fix.js';
export type { Level, RuleId } from './checks/rule.js';
export {
  type AttributeKind,
  type AttributeKinds,
  type AttributesArgument,
  type AttributesOf,
  type AttributeValue,
  flag,
  integer,
  LONGEST_TEXT,
  type NoAttributes,
  OTHER,
  oneOf,
  optional,
  type SeriesAttributes,
  scoped,
  text,
} from './declare/attribute.js';
export {
  type Catalog,
  type CatalogOptions,
  type Definitions,
  defineCatalog,
  type MetricSpecs,
  withSlos,
} from './declare/catalog.js';
export type {
  Buckets,
  DefaultBuckets,
  Definition,
  Deprecation,
  GaugeAggregate,
  InstrumentKind,
  MetricSpec,
} from './declare/definition.js';
export { DefinitionError } from './declare/definition-error.js';
export {
  type Relation,
  type SubsetRelation,
  type SumOptions,
  type SumRelation,
  subset,
  sum,
} from './declare/relation.js';
export {
  type EventsSlo,
  type LatencySlo,
  type Slo,
  type SloEvents,
  type SloEventsOptions,
  type SloMatcher,
  type SloOptions,
  slo,
} from './declare/slo.js';
export {
  counter,
  type GaugeSpecOptions,
  gauge,
  type HistogramSpecOptions,
  histogram,
  type SpecOptions,
  upDownCounter,
} from './declare/spec.js';
export type { Unit } from './declare/unit.js';
export type { Naming } from './naming/naming.js';
export { type NamedInstrument, type NamingPath, prometheusName } from './naming/prometheus-name.js';
export type { BatchObservableResult, ObservableKind, ObservableResult, Observe } from './observe/observable.js';
export type { Observation, Observed } from './observe/observation.js';
export { observe } from './observe/observe.js';
export { type Backend, bind, type Recorders } from './record/backend.js';
export { fanOut } from './record/fan-out.js';
export { type GuardedBackend, type GuardedOptions, guarded } from './record/guard.js';
export { noop } from './record/noop.js';
export type { Adding, Forgetting, Recording } from './record/plain-recorder.js';
export type { Bindable, Counter, Gauge, Histogram, RecorderOf, UpDownCounter } from './record/recorder.js';
export { type RunningTimer, time } from './record/time.js';
export { track } from './record/track.js';
export { type DiscardedRecordings, discardedRecordings } from './scope/discarded.js';
export type { BoundMetric } from './series/bound-metric.js';
export type { Cell, CellList, Cells, MakeCell } from './series/cell.js';
export type { LabelColumn } from './series/label-values.js';
export { DEFAULT_SERIES_LIMIT } from './series/series.js';
export type { HistogramValue, StoredHistogram } from './store/cells.js';
export type { Exemplar, SampledSpans } from './store/exemplars/exemplar.js';
export type { ExponentialBuckets, ExponentialValue } from './store/exponential/exponential-value.js';
export type {
  Collection,
  MetricDescription,
  MetricPoints,
  Reading,
  SeriesPoint,
  Temporality,
} from './store/point.js';
export { brokenRelations } from './store/relation-check.js';
export {
  type Point,
  type PointAttributes,
  type Store,
  type StoredMetric,
  type StoreOptions,
  store,
  type ValueOf,
} from './store/store.js';
