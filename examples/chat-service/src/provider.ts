import { setTimeout as sleep } from 'node:timers/promises';
import { seeded } from '@portcall/example-kit';
import { type AnswerRequest, type ModelEvent, type ModelProvider, ProviderError } from './domain/model-provider.js';

export interface StandInOptions {
  /** What the models know: texts by name. */
  readonly texts: ReadonlyMap<string, string>;
  /** Another seed gives other passages and other delays. @default 'quill' */
  readonly seed?: string;
}

const ERRORS = ['overloaded', 'rate_limited', 'context_length_exceeded'];
const CUTS = ['max_output_tokens', 'content_filter'];
const WORDS_PER_CHUNK = 3;
const DEFAULT_WORDS = 60;

/**
 * Stands in for a model provider. It answers "80 words of walrus" with a passage of that text, in chunks, after delays
 * that hang on the question alone. Like a payment sandbox it obeys words in what it is given:
 *
 * - questions: `sandbox:overloaded` and the other errors, `sandbox:connection_reset` (in the middle),
 *   `sandbox:max_output_tokens` and `sandbox:content_filter` (cut short), `sandbox:slow_start`, `sandbox:slow`,
 *   `sandbox:hang`, `sandbox:calculate` (calls its code interpreter)
 * - summaries: `sandbox:failing_summary`, `sandbox:flaky_summary`, `sandbox:slow_summary` in the thread
 * - files: `refused` in the name is not taken, `locked` never removed, `busy` removed at the second attempt
 */
export function standInProvider({ texts, seed = 'quill' }: StandInOptions): ModelProvider {
  const seen = new Set<string>();
  const firstTime = (what: string): boolean => seen.size < seen.add(what).size;
  let files = 0;

  return {
    name: 'quill',

    async *answer({ question, model, signal }: AnswerRequest): AsyncGenerator<ModelEvent> {
      const chance = seeded(`${seed} ${model} ${question}`);
      const orders = ordersIn(question);
      await sleep(orders.has('slow_start') ? 400 : 5 + chance() * 20, undefined, { signal });
      const error = ERRORS.find((code) => orders.has(code));
      if (error !== undefined) throw new ProviderError(error);
      if (orders.has('calculate')) for (let call = 0; call < 2; call += 1) yield { kind: 'code_interpreter_call' };

      const cut = CUTS.find((reason) => orders.has(reason));
      const chunks = chunksOf(passage(question, texts, chance));
      for (const [index, text] of chunks.entries()) {
        yield { kind: 'text', text };
        if (index === 4) {
          if (cut !== undefined) {
            yield { kind: 'end', incomplete: cut };
            return;
          }
          if (orders.has('connection_reset')) throw new ProviderError('connection_reset');
          if (orders.has('hang')) await sleep(3_600_000, undefined, { signal });
        }
        await sleep(orders.has('slow') ? 25 : 1 + chance() * 3, undefined, { signal });
      }
      yield { kind: 'end' };
    },

    async summarise(text, signal) {
      const orders = ordersIn(text);
      await sleep(orders.has('slow_summary') ? 3_600_000 : 250, undefined, { signal });
      if (orders.has('failing_summary')) throw new ProviderError('overloaded');
      if (orders.has('flaky_summary') && firstTime(text)) throw new ProviderError('overloaded');
      return text.slice(0, 80);
    },

    async upload(name) {
      await sleep(5);
      if (name.includes('refused')) throw new ProviderError('upload_refused');
      files += 1;
      return `file-${files}-${name}`;
    },

    async remove(_resource, id) {
      await sleep(2);
      if (id.includes('locked')) throw new ProviderError('locked');
      if (id.includes('busy') && firstTime(id)) throw new ProviderError('conflict');
    },
  };
}

function ordersIn(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/sandbox:(\w+)/g)].map(([, order]) => order as string));
}

/** The words a question asks for, from somewhere in the text it names, or in the first one. */
function passage(question: string, texts: ReadonlyMap<string, string>, chance: () => number): readonly string[] {
  const [, count, name] = /(\d+) words of (\w+)/.exec(question) ?? [];
  const text = texts.get(name ?? '') ?? texts.values().next().value ?? 'The library is empty.';
  const words = text.split(/\s+/).filter((word) => word !== '');
  const start = Math.floor(chance() * words.length);
  return Array.from(
    { length: Number(count ?? DEFAULT_WORDS) },
    (_, index) => words[(start + index) % words.length] as string,
  );
}

function chunksOf(words: readonly string[]): readonly string[] {
  const chunks: string[] = [];
  for (let at = 0; at < words.length; at += WORDS_PER_CHUNK) {
    chunks.push(`${words.slice(at, at + WORDS_PER_CHUNK).join(' ')} `);
  }
  return chunks;
}
