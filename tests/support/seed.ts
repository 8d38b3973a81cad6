import fc from 'fast-check';

/**
 * What every random design of a run is made from. Fixed, so that a run says the same today and tomorrow;
 * `SEED=random npm test` or `SEED=123 npm test` goes looking elsewhere, and a failure prints the seed it was found with.
 */
export const seed =
  process.env.SEED === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(process.env.SEED ?? 20_261_123);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
if (process.env.SEED === 'random') console.info(`SEED=${seed}`);
