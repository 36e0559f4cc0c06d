import { join } from 'node:path';
import { describeNodes, runPlainFile } from './plain-app.js';

describeNodes((node) => {
  it.each(['upload.mjs', 'upload.cjs'])(
    'a task of piscina is a call in its worker, below the one that posted it, in %s',
    async (file) => {
      const { code, stdout, stderr, tree } = await runPlainFile(join(__dirname, 'pool', file), { node });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toBe('600\nRangeError no width\n2\n2\n');
      expect(tree).toBe(`upload
  resize
    decode
  resize ! RangeError
    decode
  crop
resize
  decode`);
    },
  );
});

const run = (file: string, env = {}) => runPlainFile(join(__dirname, 'pool', file), { env });

it('a task does what it does in a worker that nobody looks on at', async () => {
  const { code, stdout, stderr, tree } = await run('unseen.cjs');
  expect({ code, stdout, stderr, tree }).toEqual({ code: 0, stdout: '600\n', stderr: '', tree: 'upload' });
});

it('a task is a call below the one that posted it where both ends say so themselves', async () => {
  const { code, stdout, tree } = await run('lined.cjs', { PORTCALL_CHANNELS: 'none', OTEL_BSP_SCHEDULE_DELAY: '50' });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '600\n4\nNaN\n' });
  expect(tree).toBe(`upload
  resize
    decode
  resize
    decode
resize
  decode`);
});
