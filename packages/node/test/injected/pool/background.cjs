// An application whose task is a file, whichever way it has loaded what runs it.
exports.background = async (cron) => {
  const logger = { info() {}, warn() {}, error() {}, debug() {} };
  const task = cron.createTask('0 0 1 1 *', `${__dirname}/hourly.mjs`, { name: 'hourly', logger });
  await task.start();
  console.log(await task.execute());
  // Its process sends what it has recorded by and by, and is ended then.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await task.destroy();
};

if (require.main === module) exports.background(require('node-cron'));
