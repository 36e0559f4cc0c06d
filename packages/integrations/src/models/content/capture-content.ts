import { oneOfNames, read, type Variable, variable } from '@portcall/core/internal';

// What instrumentations in other languages take, of which those with events mean logs, which there are none of here.
const VALUES = ['true', 'false', 'no_content', 'span_only', 'event_only', 'span_and_event'] as const;

type Capture = (typeof VALUES)[number];

export const CAPTURE_MESSAGE_CONTENT: Variable<Capture> = variable({
  name: 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT',
  rule: oneOfNames(VALUES, 'value'),
  otherwise: 'false',
  by: 'OpenTelemetry, development',
  does: 'Whether spans of requests to language models carry the messages: with `true`, `span_only` and `span_and_event`',
});

export function capturesContent(): boolean {
  return ['true', 'span_only', 'span_and_event'].includes(read(CAPTURE_MESSAGE_CONTENT).value);
}
