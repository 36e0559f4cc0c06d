// Workers that take nothing over from the command line see nothing, and do what they are there for.
const { traced } = require('@portcall/trace');
const { Piscina } = require('piscina');

const pool = new Piscina({ filename: `${__dirname}/resize.mjs`, maxThreads: 1, execArgv: [] });
traced('upload', { type: 'mutation' }, async () => console.log(await pool.run({ width: 300 })))().then(() =>
  pool.close(),
);
