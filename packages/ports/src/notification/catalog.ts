import { checkOptions } from '@portcall/core/internal';
import {
  type AttributeKind,
  type Catalog,
  counter,
  defineCatalog,
  histogram,
  type MetricSpec,
  type NoAttributes,
  sum,
  text,
  upDownCounter,
} from '@portcall/metrics';

/** The attributes of what is recorded per endpoint: none, unless the label was asked for. */
export type NotificationAttributes<Label extends boolean> = Label extends true
  ? { readonly endpoint: AttributeKind<string> }
  : NoAttributes;

export type NotificationSpecs<Label extends boolean = false> = {
  readonly attempts: MetricSpec<'counter', NotificationAttributes<Label>>;
  readonly successes: MetricSpec<'counter', NotificationAttributes<Label>>;
  readonly failures: MetricSpec<'counter', NotificationAttributes<Label>>;
  readonly duration: MetricSpec<'histogram', NotificationAttributes<Label>>;
  readonly activeTasks: MetricSpec<'upDownCounter', NoAttributes>;
};

export interface NotificationOptions<Label extends boolean = boolean> {
  /**
   * Adds the attribute `endpoint`, the origin of the endpoint's URL: never its user, password, path or query. A URL
   * that has no origin is `invalid`.
   * @default false
   */
  readonly endpointLabel?: Label;
}

/**
 * Every metric of notification delivery. Source: the event metrics interface of the seeds, boundaries included.
 * @throws Error for unknown options
 */
export function notificationCatalog<const Label extends boolean = false>(
  options: NotificationOptions<Label> = {},
): Catalog<NotificationSpecs<Label>> {
  checkOptions(options, { endpointLabel: true }, 'notificationCatalog()');
  const { endpointLabel } = options;
  const attributes = (endpointLabel ? { endpoint: text() } : {}) as NotificationAttributes<Label>;
  return defineCatalog<NotificationSpecs<Label>>({
    scope: 'notification',
    metrics: {
      attempts: counter({
        name: 'delivery_attempts',
        unit: '{attempt}',
        description: 'Attempts to deliver a notification, once per request to an endpoint.',
        attributes,
      }),
      successes: counter({
        name: 'delivery_successes',
        unit: '{attempt}',
        description: 'Attempts that the endpoint accepted, once per request.',
        attributes,
      }),
      failures: counter({
        name: 'delivery_failures',
        unit: '{attempt}',
        description: 'Attempts that the endpoint refused or never answered, once per request.',
        attributes,
      }),
      duration: histogram({
        name: 'delivery_duration_seconds',
        unit: 's',
        description: 'Time from sending a notification to its acceptance, once per success.',
        attributes,
        boundaries: [0.1, 0.5, 1, 2.5, 5, 10],
      }),
      activeTasks: upDownCounter({
        name: 'active_tasks',
        unit: '{task}',
        description: 'Background delivery tasks that are running.',
      }),
    },
    relations: [sum('attempts', ['successes', 'failures'])],
  });
}
