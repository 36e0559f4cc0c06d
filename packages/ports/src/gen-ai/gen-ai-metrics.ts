import { checkedOneOf, checkOptions } from '@portcall/core/internal';
import { type Backend, bind } from '@portcall/metrics';
import { GEN_AI_NAMES, type GenAiOptions, genAiCatalog } from './catalog.js';
import { recordClassicCall, recordClassicChunk } from './classic.js';
import { recordInferenceCall, recordInferenceChunk } from './inference.js';
import type { GenAiMetrics, ModelCall, ModelRequest } from './model-call.js';
import { recordAgent, recordTool } from './work.js';

/** What the metrics of one set of names do with a request. */
interface Named {
  readonly call: (call: ModelCall) => void;
  readonly chunk: (request: ModelRequest, seconds: number) => void;
}

/**
 * Metrics of language models over a backend, under the names that are asked for.
 * @throws Error for unknown names, and for other options
 */
export function genAiMetrics(backend: Backend, options: GenAiOptions = {}): GenAiMetrics {
  checkOptions(options, { names: true }, 'genAiMetrics()');
  const names = checkedOneOf(options.names ?? 'inference', GEN_AI_NAMES, 'genAiMetrics({ names })');
  const named = [
    ...(names === 'classic' ? [] : [inference(backend)]),
    ...(names === 'inference' ? [] : [classic(backend)]),
  ];
  // Tools and agents are called the same in both, and bound twice they are the same series.
  const work = bind(genAiCatalog({ names: names === 'both' ? 'inference' : names }), backend);
  return Object.freeze<GenAiMetrics>({
    recordModelCall(call) {
      for (const one of named) one.call(call);
    },
    recordOutputChunk(request, seconds) {
      for (const one of named) one.chunk(request, seconds);
    },
    recordToolExecution: (execution) => recordTool(work, execution),
    recordAgentInvocation: (invocation) => recordAgent(work, invocation),
  });
}

function inference(backend: Backend): Named {
  const recorders = bind(genAiCatalog({ names: 'inference' }), backend);
  return {
    call: (call) => recordInferenceCall(recorders, call),
    chunk: (request, seconds) => recordInferenceChunk(recorders, request, seconds),
  };
}

function classic(backend: Backend): Named {
  const recorders = bind(genAiCatalog({ names: 'classic' }), backend);
  return {
    call: (call) => recordClassicCall(recorders, call),
    chunk: (request, seconds) => recordClassicChunk(recorders, request, seconds),
  };
}
