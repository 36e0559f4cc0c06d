/** What the conventions call a provider of the AI SDK, by how its name begins: `google.vertex.chat`, `openai.responses`. */
const NAMES: readonly (readonly [prefix: string, name: string])[] = [
  ['google.vertex', 'gcp.vertex_ai'],
  ['google', 'gcp.gemini'],
  ['amazon-bedrock', 'aws.bedrock'],
  ['bedrock', 'aws.bedrock'],
  ['azure', 'azure.ai.openai'],
  ['mistral', 'mistral_ai'],
  ['moonshotai', 'moonshot_ai'],
  ['xai', 'x_ai'],
];

export function providerName(provider: string | undefined): string {
  if (provider === undefined || provider === '') return 'unknown';
  const known = NAMES.find(([prefix]) => provider.startsWith(prefix));
  return known?.[1] ?? (provider.split('.')[0] as string);
}
