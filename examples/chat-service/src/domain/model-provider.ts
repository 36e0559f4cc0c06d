/** What the service asks of whoever runs the models. */
export interface ModelProvider {
  readonly name: string;
  /**
   * Streams one answer.
   * @throws ProviderError when there is no answer; the signal's reason once it is aborted
   */
  answer(request: AnswerRequest): AsyncIterable<ModelEvent>;
  /** @throws ProviderError when the text cannot be shortened; the signal's reason once it is aborted */
  summarise(text: string, signal: AbortSignal): Promise<string>;
  /** @returns the provider's id of the file @throws ProviderError when it is not taken */
  upload(name: string, bytes: Uint8Array): Promise<string>;
  /** @throws ProviderError when it is still there */
  remove(resource: ResourceType, id: string): Promise<void>;
}

export interface AnswerRequest {
  readonly question: string;
  readonly model: string;
  readonly signal: AbortSignal;
}

export type ModelEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code_interpreter_call' }
  /** The last event. `incomplete` says why the answer was cut short, where it was. */
  | { readonly kind: 'end'; readonly incomplete?: string };

export type ResourceType = 'file' | 'vector_store';

export class ProviderError extends Error {
  /** @param code from the provider's short list, such as `overloaded` */
  constructor(readonly code: string) {
    super(`the provider answered ${code}`);
    this.name = 'ProviderError';
  }
}

/** The provider's code, or one of our own for what it never meant to throw. */
export function codeOf(error: unknown): string {
  return error instanceof ProviderError ? error.code : 'internal';
}

/** Close enough for quotas: models count some four characters as one token. */
export function tokensIn(text: string): number {
  return Math.ceil(text.length / 4);
}
