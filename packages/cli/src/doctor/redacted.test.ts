import { homedir, hostname } from 'node:os';
import { join } from 'node:path';
import { redacted } from './redacted.js';

it.each([
  ['https://tenant.example:4318/v1/traces', 'https://<host>:4318/v1/traces'],
  ['https://tenant.example/key-of-tenant/v1/metrics', 'https://<host>/<path>/v1/metrics'],
  ['http://[2001:db8::1]:4318/otlp (grpc)', 'http://<host>:4318/<path> (grpc)'],
  ['http://localhost:4318 and http://127.0.0.1:9464/', 'http://localhost:4318 and http://127.0.0.1:9464'],
  [`the file ${join(homedir(), 'ca.pem')}`, 'the file ~/ca.pem'],
  ['the file /home/somebody/ca.pem', 'the file ~/ca.pem'],
  ['the file C:\\Users\\somebody\\ca.pem', 'the file ~\\ca.pem'],
  [join(process.cwd(), 'node_modules/a'), './node_modules/a'],
  [`of the machine ${hostname()}`, 'of the machine <host>'],
  [`@portcall/${hostname()} and my-${hostname()}s`, `@portcall/${hostname()} and my-${hostname()}s`],
  [`${process.cwd()}shop/a`, `${process.cwd()}shop/a`],
])('%s is shown to strangers as %s', (text, shown) => expect(redacted(text, [])).toBe(shown));
