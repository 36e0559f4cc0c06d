import { bind, brokenRelations, noop, prometheusName, type Store, store } from '@portcall/metrics';
import { notificationCatalog } from './catalog.js';
import type { EventMetrics } from './event-metrics.js';
import { notificationMetrics } from './notification-metrics.js';

const HOOK = 'https://hooks.example.com/notify';
const { metrics } = notificationCatalog();

describe('delivery metrics', () => {
  it('count a success as an attempt, a success and a duration in seconds', () => {
    const kept = store();
    notificationMetrics(kept).recordDeliverySuccess(HOOK, 250);
    expect(counted(kept)).toEqual({ attempts: 1, successes: 1, failures: 0, durations: 1 });
    expect(kept.value(metrics.duration)).toMatchObject({
      sum: 0.25,
      boundaries: [0.1, 0.5, 1, 2.5, 5, 10],
      buckets: [0, 1, 0, 0, 0, 0, 0],
    });
  });

  it('count an answer that is no success as an attempt and a failure, without a duration', () => {
    const kept = store();
    notificationMetrics(kept).recordDeliveryFailure(HOOK, 500);
    expect(counted(kept)).toEqual({ attempts: 1, successes: 0, failures: 1, durations: 0 });
  });

  it('count an endpoint that does not answer as an attempt and a failure, without a duration', () => {
    const kept = store();
    notificationMetrics(kept).recordDeliveryError(HOOK);
    expect(counted(kept)).toEqual({ attempts: 1, successes: 0, failures: 1, durations: 0 });
  });

  it('follow the tasks that are running', () => {
    const kept = store();
    const events = notificationMetrics(kept);
    events.incrementActiveTasks();
    events.incrementActiveTasks();
    events.decrementActiveTasks();
    expect(kept.value(metrics.activeTasks)).toBe(1);
  });

  it('are a test double over a store', async () => {
    const kept = store();
    const answers = new Map([
      ['https://up.example.com', 204],
      ['https://broken.example.com', 500],
    ]);
    await publish([...answers.keys(), 'https://down.example.com'], answers, notificationMetrics(kept));
    expect(kept.value(metrics.attempts)).toBe(3);
    expect(kept.value(metrics.successes)).toBe(1);
    expect(kept.value(metrics.failures)).toBe(2);
    expect(kept.value(metrics.activeTasks)).toBe(0);
    expect(brokenRelations(notificationCatalog(), kept)).toEqual([]);
  });

  it('do nothing over noop()', () => {
    const events = notificationMetrics(noop(), { endpointLabel: true });
    expect(events.recordDeliverySuccess('...', 100)).toBeUndefined();
    expect(events.incrementActiveTasks()).toBeUndefined();
  });

  it('have no attributes, and are there at zero before the first delivery', () => {
    const kept = store();
    notificationMetrics(kept);
    expect(kept.points(metrics.failures)).toEqual([{ attributes: {}, value: 0 }]);
  });

  it('never throw, whatever they are given', () => {
    const warn = jest.spyOn(console, 'warn').mockImplementation(() => {});
    const kept = store();
    for (const endpointLabel of [false, true]) {
      const events = notificationMetrics(endpointLabel ? store() : kept, { endpointLabel });
      for (const hostile of [
        undefined,
        null,
        Symbol('url'),
        7n,
        {},
        {
          toString: () => {
            throw new Error('no');
          },
        },
      ]) {
        expect(() => events.recordDeliverySuccess(hostile as never, hostile as never)).not.toThrow();
        expect(() => events.recordDeliveryFailure(hostile as never, hostile as never)).not.toThrow();
        expect(() => events.recordDeliveryError(hostile as never)).not.toThrow();
      }
    }
    expect(counted(kept)).toEqual({ attempts: 18, successes: 6, failures: 12, durations: 0 });
    warn.mockRestore();
  });
});

describe('the endpoint label', () => {
  const labelled = notificationCatalog({ endpointLabel: true }).metrics;

  it.each([
    ['https://user:secret@hooks.example.com/t/9f2?token=abc#x', 'https://hooks.example.com'],
    ['https://hooks.example.com:8443/notify', 'https://hooks.example.com:8443'],
    ['https://hooks.example.com:443', 'https://hooks.example.com'],
    ['HTTP://Hooks.Example.COM/a/../b', 'http://hooks.example.com'],
    ['https://hooks.example.com\\@evil.example/', 'https://hooks.example.com'],
    ['http://[::1]:9000/x', 'http://[::1]:9000'],
    ['hooks.example.com/notify', 'invalid'],
    ['/notify?token=abc', 'invalid'],
    ['https://', 'invalid'],
    ['mailto:ops@example.com', 'invalid'],
    ['', 'invalid'],
    [`https://${'a'.repeat(3_000)}.example.com/`, 'invalid'],
  ])('of %.60s is %s', (url, endpoint) => {
    const kept = store();
    const events = notificationMetrics(kept, { endpointLabel: true });
    events.recordDeliverySuccess(url, 20);
    events.recordDeliveryError(url);
    expect(kept.points(labelled.attempts)).toEqual([{ attributes: { endpoint }, value: 2 }]);
    expect(kept.value(labelled.successes, { endpoint })).toBe(1);
    expect(kept.value(labelled.failures, { endpoint })).toBe(1);
    expect(kept.value(labelled.duration, { endpoint }).count).toBe(1);
  });

  it('is one series per origin, however many URLs there are', () => {
    const kept = store();
    const events = notificationMetrics(kept, { endpointLabel: true });
    for (let id = 0; id < 1_000; id += 1) events.recordDeliverySuccess(`https://a.example.com/hooks/${id}`, id);
    events.recordDeliverySuccess('https://b.example.com/', 1);
    expect(kept.points(labelled.attempts)).toEqual([
      { attributes: { endpoint: 'https://a.example.com' }, value: 1_000 },
      { attributes: { endpoint: 'https://b.example.com' }, value: 1 },
    ]);
  });

  it('is not on the running tasks', () => {
    const kept = store();
    notificationMetrics(kept, { endpointLabel: true }).incrementActiveTasks();
    expect(kept.points(labelled.activeTasks)).toEqual([{ attributes: {}, value: 1 }]);
  });

  it('is known to the types only where it was asked for', () => {
    const endpoint = { endpoint: 'https://a.example.com' };
    bind(notificationCatalog({ endpointLabel: true }), noop()).attempts.add(1, endpoint);
    // @ts-expect-error there is no endpoint label by default
    bind(notificationCatalog(), noop()).attempts.add(1, endpoint);
  });
});

it('refuses options that nobody reads', () => {
  // @ts-expect-error it is `endpointLabel`
  expect(() => notificationMetrics(store(), { endpoint: true })).toThrow(
    'notificationCatalog(): unknown option "endpoint"',
  );
  // @ts-expect-error it is `endpointLabel`
  expect(() => notificationMetrics(store(), { endpointLabel: true, label: true })).toThrow('unknown option "label"');
});

it('gives every delivery metric the name of the seed on all paths that add suffixes', () => {
  for (const endpointLabel of [false, true]) {
    const definitions = Object.values(notificationCatalog({ endpointLabel }).metrics);
    for (const path of ['js_exporter', 'underscore_suffixes', 'utf8_suffixes'] as const) {
      expect(definitions.map((definition) => prometheusName(definition, path))).toEqual([
        'notification_delivery_attempts_total',
        'notification_delivery_successes_total',
        'notification_delivery_failures_total',
        'notification_delivery_duration_seconds',
        'notification_active_tasks',
      ]);
    }
  }
});

function counted(kept: Store): Readonly<Record<string, number>> {
  return {
    attempts: kept.value(metrics.attempts),
    successes: kept.value(metrics.successes),
    failures: kept.value(metrics.failures),
    durations: kept.value(metrics.duration).count,
  };
}

/** A publisher as the seed has it: a task per publication, one delivery per endpoint. */
async function publish(
  endpoints: readonly string[],
  answers: ReadonlyMap<string, number>,
  events: EventMetrics,
): Promise<void> {
  events.incrementActiveTasks();
  try {
    await Promise.all(
      endpoints.map(async (url) => {
        const status = await Promise.resolve(answers.get(url));
        if (status === undefined) events.recordDeliveryError(url);
        else if (status < 300) events.recordDeliverySuccess(url, 12);
        else events.recordDeliveryFailure(url, status);
      }),
    );
  } finally {
    events.decrementActiveTasks();
  }
}
