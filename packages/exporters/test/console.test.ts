import { join } from 'node:path';
import { runNode } from '@portcall/real-parts';

const SCRIPT = join(__dirname, 'print.mjs');

it('console() lets the app go on whose output nobody reads any more, as in `app | head`, and says what is lost', async () => {
  const app = runNode(SCRIPT, { args: ['20'] });
  await app.waitForLine(/^m_orders_total/);
  app.process.stdout!.destroy();
  const { code, stderr } = await app.exit;
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /^portcall: console: stdout is closed; what would have been printed is lost; .*\nthe app has ended\n$/,
  );
});
