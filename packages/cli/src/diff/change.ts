/** One difference of a metric, and where it breaks what is built upon it. */
export interface Change {
  /** The name at the endpoint of the process: the new one, or the old one of a metric that is gone. */
  readonly metric: string;
  readonly what: ChangeKind;
  /** In words, without the metric. */
  readonly message: string;
  /** The paths on which a dashboard or an alert that worked does not work any more; empty where it does on all. */
  readonly breaks: readonly string[];
}

export type ChangeKind =
  | 'added'
  | 'removed'
  | 'name'
  | 'kind'
  | 'unit'
  | 'description'
  | 'scope'
  | 'attribute-added'
  | 'attribute-removed'
  | 'attribute-closed'
  | 'attribute-narrowed'
  | 'attribute-widened'
  | 'attribute-optional'
  | 'attribute-required'
  | 'boundaries'
  | 'buckets'
  | 'aggregate'
  | 'deprecated';

/** A change while it is not known of which metric. */
export type Difference = Omit<Change, 'metric'>;
