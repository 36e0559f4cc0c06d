import { runApp } from './run-app.js';

const CLOSED_BUS = `(() => {
  const bus = new InvocationMetricsBus();
  bus.close();
  return bus;
})()`;

describe('a registration that fails', () => {
  it.each([
    ['a capacity that is none', '{ functions: { capacity: 0 } }', 'capacity: 0 is not a positive whole number'],
    ['a limit that is none', '{ functions: { limits: { ops: -1 } } }', 'limits.ops: -1 is not a positive whole number'],
    ['a limit there is not', '{ functions: { limits: { opz: 5 } } }', 'limits: unknown option "opz"; use one of "ops"'],
    [
      'a form of operations there is not',
      '{ functions: { dbOps: "none" } }',
      'dbOps: unknown value "none"; use one of "events"',
    ],
    ['an option of functions there is not', '{ functions: { metric: true } }', 'functions: unknown option "metric"'],
    ['a bus that is closed', `{ invocations: ${CLOSED_BUS} }`, 'InvocationMetricsBus: already closed'],
  ])('by %s says so, and leaves the process as it was', async (_, options, message) => {
    const { code, stdout, stderr } = await runApp(`
      const { InvocationMetricsBus } = await import('@portcall/invocations');
      const { query, traced } = await import('@portcall/trace');
      let message;
      try { registerInstrumentation({ exporters: ['console'], ...${options} }); } catch (error) { message = error.message; }
      const telemetry = registerInstrumentation({ exporters: [] });
      telemetry.bind(catalog).open.add(1);
      traced('getLot', { type: 'query' }, () => {})();
      console.log(JSON.stringify([message, telemetry.traces.totalCount]));
    `).exit;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([expect.stringContaining(message), 1]);
  });
});
