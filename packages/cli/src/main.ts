import { program } from './program.js';

const { code, out = '', error = '' } = await program(process.argv.slice(2));
process.stderr.write(error);
// A module that was loaded may keep the process alive: it ends when everything is written.
process.stdout.write(out, () => process.exit(code));
