import type { Backend, Definition } from '@portcall/metrics';
import type { SeriesReading } from '../plain-model.js';

export interface BackendOptions {
  /** As in `store({ seriesLimit })`; undefined leaves the backend's own. */
  readonly seriesLimit?: number;
}

/** A fresh backend and how its numbers can be seen. */
export interface BackendUnderTest {
  readonly backend: Backend;
  /** The series of a metric in any order. Absent where nothing can be read: sentences on numbers are left out. */
  readonly read?: (definition: Definition) => readonly SeriesReading[] | Promise<readonly SeriesReading[]>;
  /**
   * How often a refused value is counted: once per guard it meets. None means that the backend takes what comes, and
   * the sentences about refusals, births at zero and the series limit are left out.
   * @default 1
   */
  readonly guards?: number;
  /**
   * Whether series that are removed, or not observed any more, are gone from what is read. Where removed ones cannot be, the
   * backend says so once per metric.
   * @default true
   */
  readonly forgets?: boolean;
  /** Called after each test. */
  readonly close?: () => void | Promise<void>;
}

export type MakeBackend = (options: BackendOptions) => BackendUnderTest;
