import { isHooksThread } from '@portcall/core/internal';
import { channelFamilies, channels } from '@portcall/integrations/channels';
import { injectChannels } from '@portcall/integrations/injected';
import { registerInstrumentation } from './register.js';
import { channelsFromEnvironment } from './settings/environment/channels.js';
import { hasInstrumentations, hookImports } from './start/instrumentations/hook-imports.js';

// `node --import @portcall/node/register app.js`: everything from the environment.
// Threads that have it among their execArgv do the same, each for itself.
if (!isHooksThread()) {
  if (hasInstrumentations()) hookImports([], undefined);
  const only = channelsFromEnvironment(channelFamilies);
  if (only.length > 0) injectChannels(only);
  registerInstrumentation({ integrations: only.length > 0 ? [channels({ only })] : [] });
}
