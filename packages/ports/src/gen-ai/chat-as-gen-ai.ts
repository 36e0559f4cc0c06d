import type { ChatMetricsPort } from '../chat/chat-port.js';
import type { GenAiMetrics } from './model-call.js';

/** What a chat service has said of the streams of one model, and what is not told yet. */
interface Untold {
  /** Why streams failed, oldest first; undefined for one that did not. */
  readonly endings: (string | undefined)[];
  /** Seconds to the first token, oldest first. */
  readonly firstChunks: number[];
}

// A service that says the one thing and never the other must not be remembered for ever.
const MOST_UNTOLD = 1_000;

/**
 * The chat port of a service that counts its streams by OpenTelemetry's conventions as well, without a change in its domain: each
 * `recordStreamTotalLatencyMs()` is a request to a model, with the ending and the time to the first token that were recorded
 * before it for the same provider and model.
 */
export function chatAsGenAi(port: ChatMetricsPort, genAi: GenAiMetrics): ChatMetricsPort {
  const byModel = new Map<string, Untold>();
  const untold = (provider: string, model: string): Untold => {
    const key = JSON.stringify([provider, model]);
    const known = byModel.get(key) ?? { endings: [], firstChunks: [] };
    byModel.set(key, known);
    return known;
  };
  return Object.freeze<ChatMetricsPort>({
    ...port,
    recordStreamCompleted(provider, model) {
      port.recordStreamCompleted(provider, model);
      keep(untold(provider, model).endings, undefined);
    },
    recordStreamFailed(provider, model, errorCode) {
      port.recordStreamFailed(provider, model, errorCode);
      keep(untold(provider, model).endings, errorCode);
    },
    recordTtftProviderMs(provider, model, ms) {
      port.recordTtftProviderMs(provider, model, ms);
      keep(untold(provider, model).firstChunks, ms / 1_000);
    },
    recordStreamTotalLatencyMs(provider, model, ms) {
      port.recordStreamTotalLatencyMs(provider, model, ms);
      const { endings, firstChunks } = untold(provider, model);
      const [errorType, timeToFirstChunk] = [endings.shift(), firstChunks.shift()];
      genAi.recordModelCall({
        operation: 'chat',
        provider,
        requestModel: model,
        duration: ms / 1_000,
        errorType,
        timeToFirstChunk,
      });
    },
  });
}

function keep<T>(waiting: T[], one: T): void {
  waiting.push(one);
  if (waiting.length > MOST_UNTOLD) waiting.shift();
}
