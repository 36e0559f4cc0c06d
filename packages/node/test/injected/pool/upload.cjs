// An application whose work is done by a pool, whichever way it has loaded that.
exports.upload = async ({ Piscina }, { traced }) => {
  const pool = new Piscina({ filename: `${__dirname}/resize.mjs`, maxThreads: 1 });
  const shown = async (given) => console.log(await given.catch(({ name, message }) => `${name} ${message}`));
  await traced('upload', { type: 'mutation' }, async () => {
    await Promise.all([shown(pool.run({ width: 300 })), shown(pool.run({ width: -1 }))]);
    await shown(pool.run({ width: 3 }, { name: 'crop' }));
  })();
  await shown(pool.run({ width: 1 }));
  await pool.close();
};

if (require.main === module) exports.upload(require('piscina'), require('@portcall/trace'));
