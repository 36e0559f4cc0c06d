import type { Declaration, Specification } from '@portcall/core/internal';
import { EXPORTER_VARIABLES } from '@portcall/exporters/internal';
import { CONFIG_FILE, EXPERIMENTAL_CONFIG_FILE } from '../../configuration/file/configuration-file.js';
import { PROPAGATORS } from '../../propagation/propagators.js';
import { RESOURCE_DETECTORS } from '../../resource/detectors/detectors.js';
import { EXEMPLAR_FILTER } from '../exemplar-filter.js';
import { SAMPLER, SAMPLER_RATIO } from '../sampler.js';
import { SDK_METRICS } from '../sdk-metrics.js';
import { SPAN_BATCHING } from '../span-batching.js';
import { SPAN_LIMITS } from '../span-limits.js';
import { CHANNELS } from './channels.js';
import { METRIC_EXPORT_INTERVAL, METRIC_EXPORT_TIMEOUT } from './export-interval.js';
import { METRICS_EXPORTER, TRACES_EXPORTER } from './exporters.js';
import { UNREAD_VARIABLES } from './foreign-variables.js';
import { HISTOGRAM_AGGREGATION } from './histogram-aggregation.js';
import { DISABLED_INSTRUMENTATIONS, ENABLED_INSTRUMENTATIONS } from './instrumentations.js';
import { LOG_LEVEL } from './log-level.js';
import { SDK_DISABLED } from './sdk-disabled.js';

function row(
  name: string,
  [kind, shownDefault]: readonly [kind: string, shownDefault: string],
  does: string,
  by: Specification = 'OpenTelemetry, stable',
): Declaration {
  return { name, kind, default: shownDefault, by, does };
}

const RESOURCE: readonly Declaration[] = [
  row('OTEL_SERVICE_NAME', ['text', "the name in the app's package.json"], '`service.name` of the resource'),
  row(
    'OTEL_RESOURCE_ATTRIBUTES',
    ['name=value, separated by commas, percent-encoded', ''],
    'Attributes of the resource; `serviceName`, `serviceVersion` and `resourceAttributes` in code go first',
  ),
];

/** Read by who traces requests to language models, which not every app loads. */
const MESSAGE_CONTENT: Declaration = row(
  'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT',
  ['`true`, `false`, `no_content`, `span_only`, `event_only`, `span_and_event`', 'false'],
  'Whether spans of requests to language models carry the messages: with `true`, `span_only` and `span_and_event`',
  'OpenTelemetry, development',
);

/** All environment variables there are: those that are read, and then those of OpenTelemetry that are not. */
export const VARIABLES: readonly Declaration[] = [
  CONFIG_FILE,
  EXPERIMENTAL_CONFIG_FILE,
  SDK_DISABLED,
  LOG_LEVEL,
  ...RESOURCE,
  RESOURCE_DETECTORS,
  PROPAGATORS,
  ENABLED_INSTRUMENTATIONS,
  DISABLED_INSTRUMENTATIONS,
  CHANNELS,
  TRACES_EXPORTER,
  METRICS_EXPORTER,
  SAMPLER,
  SAMPLER_RATIO,
  ...Object.values(SPAN_BATCHING),
  ...Object.values(SPAN_LIMITS).flat(),
  METRIC_EXPORT_INTERVAL,
  METRIC_EXPORT_TIMEOUT,
  EXEMPLAR_FILTER,
  SDK_METRICS,
  MESSAGE_CONTENT,
  ...EXPORTER_VARIABLES,
  HISTOGRAM_AGGREGATION,
  ...UNREAD_VARIABLES,
];
