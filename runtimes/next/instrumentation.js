// Next calls this once, before it serves.
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { registerInstrumentation } = await import('@portcall/node');
  const { channels } = await import('@portcall/integrations/channels');
  registerInstrumentation({ serviceName: 'shop', integrations: [channels()] });
}
