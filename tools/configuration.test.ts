import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

it('docs/configuration.md says what the code reads', () => {
  execFileSync(process.execPath, [join(__dirname, 'configuration.mjs'), '--check'], { stdio: 'inherit' });
});
