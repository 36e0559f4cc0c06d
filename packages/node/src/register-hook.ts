import { channels } from '@portcall/integrations/channels';
import { injectChannels } from '@portcall/integrations/injected';
import { registerInstrumentation } from './register.js';
import { hasInstrumentations, hookImports } from './start/instrumentations/hook-imports.js';

// `node --import @portcall/node/register app.js`: everything from the environment.
if (hasInstrumentations()) hookImports([], undefined);
injectChannels();
registerInstrumentation({ integrations: [channels()] });
