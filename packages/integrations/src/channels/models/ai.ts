import { genAiMetrics } from '@portcall/ports';
import { AiTelemetry } from '../../models/ai-sdk/ai-telemetry.js';
import type { ChannelFamily } from '../family.js';

/** Where every copy of the AI SDK looks for integrations, whenever one of its functions is called. */
interface Registry {
  AI_SDK_TELEMETRY_INTEGRATIONS?: object[];
}

/**
 * The AI SDK 7. It publishes `ai:telemetry` as well, which has no end of a stream and no tokens of one: what it tells its
 * integrations has both, and lets what runs for a model find its span.
 */
export const ai: ChannelFamily<'ai'> = {
  name: 'ai',
  subscribe(to, { models }, { backend }) {
    const telemetry = new AiTelemetry(genAiMetrics(backend, { names: models.names }), models.messageContent);
    const registry = globalThis as Registry;
    registry.AI_SDK_TELEMETRY_INTEGRATIONS ??= [];
    const integrations = registry.AI_SDK_TELEMETRY_INTEGRATIONS;
    integrations.push(telemetry);
    to.onEnd(() => {
      const at = integrations.indexOf(telemetry);
      if (at !== -1) integrations.splice(at, 1);
      telemetry.close();
    });
  },
};
