import { describeNodes, runPlainApp } from './plain-app.js';

describeNodes((node) => {
  it('nothing is left of what looked on once telemetry has ended, and what was injected goes on', async () => {
    const { code, stdout, stderr } = await runPlainApp({
      code: `
        const { channel } = await import('node:diagnostics_channel');
        const { ClientRequest, createServer, Server } = await import('node:http');
        const { default: pg } = await load('pg');
        const { Cron } = await load('croner');
        const { default: cron } = await load('node-cron');
        const heard = ['orchestrion:pg:portcall:client:end', 'orchestrion:croner:portcall:job:start', 'orchestrion:node-cron:portcall:task:start',
          'orchestrion:piscina:portcall:worker:end', 'express.router.request:start', 'fastify.request.handler:start'].map((name) => 'tracing:' + name);
        const hears = () => [...heard, 'http.server.request.start', 'net.server.socket', 'http.client.request.created', 'undici:request:create']
          .filter((name) => channel(name).hasSubscribers).length;
        const listens = () => ['worker', 'SIGTERM', 'SIGINT', 'SIGHUP', 'beforeExit', 'exit', 'uncaughtException']
          .flatMap((name) => process.listeners(name)).filter(({ name }) => name !== 'handleProcessExit').length; // Node's own
        const places = () => globalThis[Symbol.for('portcall.trace.calls.v1')].getStore();
        const { telemetry } = globalThis[Symbol.for('portcall.node.telemetry.v1')];

        const server = createServer((request, response) => response.end(String(places()))).listen(0, '127.0.0.1');
        await new Promise((ready) => server.once('listening', ready));
        const answer = async () => (await fetch('http://127.0.0.1:' + server.address().port)).text();
        const logger = { info() {}, warn() {}, error() {}, debug() {} };
        const job = new Cron('0 0 1 1 *', { paused: true }, () => places());
        const task = cron.createTask('0 0 1 1 *', () => String(places()), { logger });
        const client = new pg.Client();
        console.log(hears() > 5, listens() > 0, (await answer()) === 'undefined', (await task.execute()) === 'undefined', Object.hasOwn(server, 'emit'));

        await telemetry.shutdown();
        console.log(hears(), listens(), Object.hasOwn(server, 'emit'), await answer(), await task.execute());
        console.log(Object.hasOwn(Server.prototype, 'emit'), Object.hasOwn(ClientRequest.prototype, '_storeHeader'));
        await job.trigger();
        const later = cron.createTask('0 0 1 1 *', function sweep() { return String(places()); }, { logger });
        console.log(await later.execute(), await client.connect().catch(({ code }) => code));
        for (const one of [job, task, later]) await (one.destroy?.() ?? one.stop());
        server.close();
        server.closeAllConnections();
      `,
      node,
      env: { PGHOST: '127.0.0.1', PGPORT: '1' },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`true true false false true
0 0 false undefined undefined
false false
undefined ECONNREFUSED
`);
  }, 90_000);
});
