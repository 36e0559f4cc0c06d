import { registerInstrumentation } from './register.js';

// `node --import @portcall/node/register app.js`: everything from the environment.
registerInstrumentation();
