import { prometheus } from '@portcall/exporters';
import { registerInstrumentation } from '@portcall/node';

registerInstrumentation({ exporters: [prometheus({ port: 0 })], functions: false });
// As a server does, it does not end by itself.
setInterval(() => {}, 1_000);
