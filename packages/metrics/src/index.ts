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
  text,
} from './attribute.js';
export { type Backend, bind, type Recorders } from './backend.js';
export { type Catalog, type CatalogOptions, type Definitions, defineCatalog, type MetricSpecs } from './catalog.js';
export type { Cell, MakeCell } from './cell.js';
export type { Definition, InstrumentKind, MetricSpec } from './definition.js';
export { DefinitionError } from './definition-error.js';
export { fanOut } from './fan-out.js';
export type { Fix } from './fix.js';
export { type BoundMetric, type GuardedBackend, type GuardedOptions, guarded } from './guarded.js';
export { type RunningTimer, time, track } from './guards.js';
export type { Naming } from './name.js';
export { noop } from './noop.js';
export type { Adding, Recording } from './plain-recorder.js';
export { type NamedInstrument, type NamingPath, prometheusName } from './prometheus-name.js';
export type { Bindable, Counter, Gauge, Histogram, RecorderOf, UpDownCounter } from './recorder.js';
export { type Relation, type SubsetRelation, type SumOptions, type SumRelation, subset, sum } from './relation.js';
export { brokenRelations } from './relation-check.js';
export { DEFAULT_SERIES_LIMIT } from './series.js';
export {
  counter,
  gauge,
  type HistogramSpecOptions,
  histogram,
  type SpecOptions,
  upDownCounter,
} from './spec.js';
export type { HistogramValue } from './store/cells.js';
export { type Point, type PointAttributes, type Store, type StoredMetric, store, type ValueOf } from './store/store.js';
export type { Unit } from './unit.js';
