/** A traces request as the sink decodes it: the messages of opentelemetry/proto/trace/v1, what is empty left out. */
export interface OtlpTraces {
  readonly resourceSpans?: readonly { readonly scopeSpans?: readonly { readonly spans?: readonly OtlpSpan[] }[] }[];
}

export interface OtlpSpan {
  readonly name: string;
  readonly attributes?: readonly { readonly key: string; readonly value?: { readonly stringValue?: string } }[];
  readonly events?: readonly { readonly name: string }[];
  readonly links?: readonly unknown[];
}

export function spansOf({ resourceSpans = [] }: OtlpTraces): readonly OtlpSpan[] {
  return resourceSpans.flatMap(({ scopeSpans = [] }) => scopeSpans.flatMap(({ spans = [] }) => spans));
}
