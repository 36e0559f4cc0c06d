import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

it('each api.txt says what its package exports', () => {
  execFileSync(process.execPath, [join(__dirname, 'api.mjs'), '--check'], { stdio: 'inherit' });
});
