import { expectProblems, failOnProblems } from '@portcall/conformance';
import { problems } from '@portcall/core';
import { prometheus } from '@portcall/exporters';
import { bind, counter, defineCatalog, gauge, histogram, observe, oneOf } from '@portcall/metrics';
import { instruments } from '@portcall/otel';
import { registerInstrumentation } from '../src/index.js';

failOnProblems();

const catalog = defineCatalog({
  scope: 'library',
  metrics: {
    jobs: counter({ name: 'jobs', description: 'Jobs.', attributes: { result: oneOf('ok', 'failed') } }),
    wait: histogram({ name: 'wait_seconds', unit: 's', description: 'Waiting.', buckets: 'exponential' }),
    depth: gauge({ name: 'depth', description: 'Jobs that wait.' }),
  },
});
const { metrics } = catalog;

describe("a library's catalog, bound to instruments() where Portcall is registered", () => {
  it('records into the store, also what was recorded before', async () => {
    const { jobs, wait } = bind(catalog, instruments());
    jobs.add(2, { result: 'ok' });
    wait.record(1.5);
    await using telemetry = registerInstrumentation({ serviceName: 'app', exporters: ['none'] });
    jobs.add(1, { result: 'ok' });
    jobs.with({ result: 'failed' }).add(4);
    wait.record(2.5);
    const kept = telemetry.backend;
    expect(kept.value(metrics.jobs, { result: 'ok' })).toBe(3);
    expect(kept.value(metrics.jobs, { result: 'failed' })).toBe(4);
    expect(kept.value(metrics.wait)).toMatchObject({ count: 2, sum: 4 });
  });

  it('adds to what the application records of the same catalog', async () => {
    await using telemetry = registerInstrumentation({ serviceName: 'app', exporters: ['none'] });
    telemetry.bind(catalog).jobs.add(1, { result: 'ok' });
    bind(catalog, instruments()).jobs.add(2, { result: 'ok' });
    expect(telemetry.backend.value(metrics.jobs, { result: 'ok' })).toBe(3);
  });

  it('is observed with every scrape, until it is not any more', async () => {
    let depth = 7;
    const stop = observe(instruments(), metrics.depth, (result) => result.observe(depth));
    const shown = prometheus({ port: 0 });
    await using telemetry = registerInstrumentation({ serviceName: 'app', exporters: [shown] });
    await telemetry.ready;
    const lines = async (): Promise<readonly string[]> =>
      (await (await fetch(shown.url!)).text()).split('\n').filter((line) => line.startsWith('library_depth'));
    expect(await lines()).toEqual([expect.stringMatching(/^library_depth\{.*\} 7$/)]);
    depth = 8;
    expect(await lines()).toEqual([expect.stringMatching(/^library_depth\{.*\} 8$/)]);
    stop();
    expect(await lines()).toEqual([]);
  });

  it('waits for the next registration after a shutdown', async () => {
    const { jobs } = bind(catalog, instruments());
    const first = registerInstrumentation({ serviceName: 'app', exporters: ['none'] });
    jobs.add(1, { result: 'ok' });
    await first.shutdown();
    jobs.add(2, { result: 'ok' });
    await using second = registerInstrumentation({ serviceName: 'app', exporters: ['none'] });
    expect(second.backend.value(metrics.jobs, { result: 'ok' })).toBe(2);
  });

  it('is refused where the application declares the metric otherwise, and nobody is thrown at', async () => {
    expectProblems('record.instrument');
    const other = defineCatalog({
      scope: 'library',
      metrics: { jobs: counter({ name: 'jobs', description: 'Other jobs.', attributes: { kind: oneOf('a', 'b') } }) },
    });
    await using telemetry = registerInstrumentation({ serviceName: 'app', exporters: ['none'] });
    telemetry.bind(catalog).jobs.add(1, { result: 'ok' });
    bind(other, instruments()).jobs.add(5, { kind: 'b' });
    expect(telemetry.backend.value(metrics.jobs, { result: 'ok' })).toBe(1);
    expect(problems().map(({ key }) => key)).toContain('record.instrument');
  });
});
