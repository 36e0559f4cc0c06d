import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { USER_AGENT } from './user-agent.js';

it('names the version of this package', () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { version: string };
  expect(USER_AGENT).toBe(`OTel-OTLP-Exporter-Portcall/${version} (JavaScript)`);
});
