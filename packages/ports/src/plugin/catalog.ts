import { checkOptions } from '@portcall/core/internal';
import type { InvocationStatus } from '@portcall/invocations';
import {
  type AttributeKind,
  type Catalog,
  counter,
  defineCatalog,
  histogram,
  type MetricSpec,
  oneOf,
  subset,
  text,
} from '@portcall/metrics';

type Status = InvocationStatus['kind'];
type ByFunction = { readonly plugin: AttributeKind<string>; readonly function: AttributeKind<string> };
type ByStatus = ByFunction & { readonly status: AttributeKind<Status> };
type ByFinish = ByFunction & { readonly status: AttributeKind<Exclude<Status, 'dropped'>> };

export type PluginSpecs = {
  readonly invocations: MetricSpec<'counter', ByStatus>;
  readonly duration: MetricSpec<'histogram', ByFinish>;
  readonly memoryPeak: MetricSpec<'histogram', ByFunction>;
};

export interface PluginOptions {
  /** Stands before every metric name, with an underscore between; empty for none. @default 'plugin' */
  readonly prefix?: string;
}

const byFunction: ByFunction = { plugin: text(), function: text() };

/**
 * What invocations of plugins cost, as metrics.
 * @throws Error for a prefix that is not snake_case, and for other options
 */
export function pluginCatalog(options: PluginOptions = {}): Catalog<PluginSpecs> {
  checkOptions(options, { prefix: true }, 'pluginCatalog()');
  const { prefix = 'plugin' } = options;
  return defineCatalog<PluginSpecs>({
    scope: 'portcall.plugins',
    prefix,
    metrics: {
      invocations: counter({
        name: 'invocations',
        unit: '{invocation}',
        description: 'Invocations of plugin functions, once per invocation when it has ended.',
        attributes: { ...byFunction, status: oneOf('success', 'failure', 'dropped') },
      }),
      duration: histogram({
        name: 'invocation_duration_seconds',
        unit: 's',
        description:
          'Time inside the plugin, once per invocation that was finished; when a dropped one ended nobody knows.',
        attributes: { ...byFunction, status: oneOf('success', 'failure') },
        // Transform plugins often take less than a millisecond (seed), others the time of a request.
        boundaries: [
          0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
        ],
      }),
      memoryPeak: histogram({
        name: 'invocation_memory_peak_bytes',
        unit: 'By',
        description: 'The most memory an invocation had at once, once per invocation for which it was measured.',
        attributes: byFunction,
        // From one page of WebAssembly memory, 64 KiB, to all it can have, 4 GiB.
        boundaries: Array.from({ length: 9 }, (_, exponent) => 65_536 * 4 ** exponent),
      }),
    },
    relations: [subset('duration', 'invocations'), subset('memoryPeak', 'invocations')],
  });
}
