import { join } from 'node:path';
import { describeNodes, runPlainApp, runPlainFile } from './plain-app.js';

const FORMATS = ['import', 'require'] as const;

const HELPS = `
  const work = traced('work', { type: 'query' }, async () => {});
  const called = (times, body) => new Promise((resolve) => { let count = 0; seen = (name) => { count += 1; console.log(name); if (count === times) resolve(); }; body(); });
  let seen;
`;

describeNodes((node) => {
  it.each(FORMATS)('each run of a task of node-cron is a call, with %s', async (format) => {
    const { code, stdout, stderr, tree } = await runPlainApp({
      code: `
        ${HELPS}
        const cron = await load('node-cron').then((it) => it.default ?? it);
        const logger = { info() {}, warn() {}, error() {}, debug() {} };
        const tasks = [];
        async function sweep(context) { await work(); seen(currentCall().fnName + ' ' + context.task.name); return 'swept'; }
        await called(2, () => {
          traced('start', { type: 'action' }, () => { tasks.push(cron.createTask('0 0 1 1 *', sweep, { name: 'nightly', logger })); })();
          tasks.push(cron.createTask('5 4 1 1 *', () => { seen(currentCall().fnName); throw new RangeError('no disk'); }, { logger }));
          tasks[0].execute().then((result) => console.log(result)).then(() => tasks[1].execute()).catch((error) => console.log(error.message));
        });
        await new Promise((resolve) => setTimeout(resolve, 20));
        for (const task of tasks) await task.destroy();
      `,
      format,
      node,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('nightly nightly\nswept\ncron 5 4 1 1 *\nno disk\n');
    expect(tree).toBe(`start
  · schedule nightly
nightly < start
  work
cron 5 4 1 1 * ! RangeError`);
  });

  it.each(['background.mjs', 'background.cjs'])(
    'so is one of a task that is a file, in the process of its own that it has, in %s',
    async (file) => {
      const env = { OTEL_BSP_SCHEDULE_DELAY: '50' };
      const { code, stdout, stderr, tree } = await runPlainFile(join(__dirname, 'pool', file), { node, env });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toBe('cleaned\n');
      expect(tree).toBe('hourly');
    },
  );

  it.each(FORMATS)('each run of a job of croner is a call, with %s', async (format) => {
    const { code, stdout, stderr, tree } = await runPlainApp({
      code: `
        ${HELPS}
        const { Cron } = await load('croner');
        const jobs = [];
        async function sweep(self, context) { await work(); seen(currentCall().fnName + ' ' + self.name + ' ' + context); }
        await called(1, () => { jobs.push(new Cron('* * * * * *', { name: 'secondly', maxRuns: 1, context: 7 }, sweep)); });
        const caught = [];
        const failing = new Cron('0 0 1 1 *', () => { throw new RangeError('no disk'); }, { paused: true, catch: (error) => caught.push(error.message) });
        await failing.trigger();
        console.log(caught.join());
        failing.stop();
      `,
      format,
      node,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('secondly secondly 7\nno disk\n');
    expect(tree).toBe(`secondly
  work
cron 0 0 1 1 * ! RangeError`);
  });
});
