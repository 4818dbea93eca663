import fc from 'fast-check';

/** A run of the suite is the same everywhere; `FUZZ_SEED=$RANDOM npm test` looks elsewhere. */
fc.configureGlobal({ seed: Number(process.env['FUZZ_SEED'] ?? 20_261_124) });
