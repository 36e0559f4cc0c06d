import type { NamingPath } from '@portcall/metrics';
import type { BackEnd } from '../lint/profile.js';

/** Where queries are asked: what names are called there, and by which labels a service and its processes are told apart. */
export interface QueriedBackend {
  readonly path: NamingPath;
  /** The label of a service; numbers of its processes are added up. */
  readonly service: string;
  /** The label of one process of it. */
  readonly instance: string;
}

export const PATHS: readonly NamingPath[] = [
  'underscore_suffixes',
  'js_exporter',
  'underscore',
  'utf8_suffixes',
  'untranslated',
  'victoria_metrics_prometheus',
];

/** The endpoint of a process, scraped by Prometheus. */
export const DEFAULT_BACKEND: QueriedBackend = { path: 'underscore_suffixes', service: 'job', instance: 'instance' };

/** Back ends as they come. */
export const BACKENDS: Readonly<Record<BackEnd, QueriedBackend>> = {
  /** Prometheus 3, whether it scrapes or takes OTLP. */
  prometheus3: DEFAULT_BACKEND,
  /** A Prometheus that scrapes the Collector's exporter, whose own job and instance are that Collector's. */
  collector: { path: 'underscore_suffixes', service: 'exported_job', instance: 'exported_instance' },
  mimir: { path: 'underscore', service: 'job', instance: 'instance' },
  /** With -opentelemetry.usePrometheusNaming; every attribute of the resource is a label. */
  victoriametrics: { path: 'victoria_metrics_prometheus', service: 'service_name', instance: 'service_instance_id' },
};
