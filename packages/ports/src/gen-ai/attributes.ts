import { type AttributeKind, integer, optional, text } from '@portcall/metrics';

type Text = AttributeKind<string, false>;
type OptionalText = AttributeKind<string, true>;

/** What every metric of a request to a model has. */
export type OfModel = {
  readonly 'gen_ai.operation.name': Text;
  readonly 'gen_ai.provider.name': Text;
  readonly 'gen_ai.request.model': OptionalText;
  readonly 'gen_ai.response.model': OptionalText;
  readonly 'server.address': OptionalText;
  readonly 'server.port': AttributeKind<number, true>;
};

export type WithError = { readonly 'error.type': OptionalText };

export const ofModel: OfModel = {
  'gen_ai.operation.name': text(),
  'gen_ai.provider.name': text(),
  'gen_ai.request.model': optional(text()),
  'gen_ai.response.model': optional(text()),
  'server.address': optional(text()),
  'server.port': optional(integer()),
};

export const withError: WithError = { 'error.type': optional(text()) };

/** Source: the conventions advise them for every duration of a client. */
export const SECONDS: readonly number[] = Array.from({ length: 14 }, (_, power) => 2 ** power / 100);

/** Source: gen_ai.client.token.usage and what has replaced it. */
export const TOKENS: readonly number[] = Array.from({ length: 14 }, (_, power) => 4 ** power);
