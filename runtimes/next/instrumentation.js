// Next calls this once, before it serves.
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { registerInstrumentation } = await import('@portcall/node');
  registerInstrumentation({ serviceName: 'shop' });
}
