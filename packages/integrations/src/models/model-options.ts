import { checkedFlag, checkedOneOf, checkOptions } from '@portcall/core/internal';
import type { Backend } from '@portcall/metrics';
import type { GenAiNames } from '@portcall/ports';
import { capturesContent } from './content/capture-content.js';

export interface ModelOptions {
  /** Which of the conventions' names the metrics have: those since 2026, those before, or both. @default 'inference' */
  readonly names?: GenAiNames;
  /**
   * Whether spans carry what was written to the model and what it wrote: `gen_ai.input.messages`, `gen_ai.output.messages` and
   * `gen_ai.system_instructions`. They are other people's words, and stay out unless they are asked for.
   * @default OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT, else false
   */
  readonly messageContent?: boolean;
}

export interface ModelClientOptions extends ModelOptions {
  /** `gen_ai.provider.name`. @default by the client's URL: `azure.ai.openai`, `groq`, …, else the client's own */
  readonly provider?: string;
  /** Where metrics go. @default the telemetry that is registered, now or later */
  readonly backend?: Backend;
}

export const MODEL_OPTIONS: Readonly<Record<keyof ModelOptions, true>> = { names: true, messageContent: true };

const NAMES: readonly GenAiNames[] = ['inference', 'classic', 'both'];

/** Options with their defaults. */
export interface ModelSettings {
  readonly names: GenAiNames;
  readonly messageContent: boolean;
}

/** @throws Error for unknown options and values */
export function modelSettings(options: ModelOptions, what: string): ModelSettings {
  checkOptions(options, MODEL_OPTIONS, what);
  return {
    names: checkedOneOf(options.names ?? 'inference', NAMES, `${what}: names`),
    messageContent: checkedFlag(options.messageContent ?? capturesContent(), `${what}: messageContent`),
  };
}
