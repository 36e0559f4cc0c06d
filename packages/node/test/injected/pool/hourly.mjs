// What node-cron runs in a process of its own.
export async function task() {
  return 'cleaned';
}
