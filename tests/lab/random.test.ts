import { describe, expect, it } from 'vitest';
import { find } from '../../src/lab/programs.ts';
import { servers } from '../../src/lab/servers/index.ts';
import { type LabDesign, labDesign, labDesigns } from '../support/lab-designs.ts';
import { toldOf, tryOut } from '../support/lab-trial.ts';
import { seed } from '../support/seed.ts';
import { requireProgram } from '../support/servers.ts';

// Whole designs as they are exported, run for real: what the wires show is what was predicted. `npm run lab:soak` runs more;
// `DESIGN=123 npx vitest run tests/lab/random.test.ts` runs one again.

const missing = [...servers.values()]
  .flatMap(({ needs }) => needs)
  .filter((each) => find(each) === null)
  .map(({ name, debian }) => requireProgram(name, debian));

const count = Number(process.env.LAB_COUNT ?? 60);
const designs = process.env.DESIGN ? [labDesign(Number(process.env.DESIGN))] : labDesigns(count, seed);

interface Tried {
  readonly design: LabDesign;
  readonly told: readonly string[];
  readonly flows: number;
  readonly works: number;
  readonly probes: number;
}

describe.skipIf(missing.length > 0)('random designs in the wire lab', () => {
  it(`${designs.length} designs show on the wire what was predicted`, { timeout: 6 * 3_600_000 }, async () => {
    const tried: Tried[] = [];
    const waiting = [...designs];
    // Two at a time: a lab waits more than it works.
    await Promise.all([run(waiting, tried), run(waiting, tried)]);

    const sum = (count: (each: Tried) => number) => tried.reduce((total, each) => total + count(each), 0);
    const pairs = new Set(tried.flatMap(({ design }) => [...design.pairs]));
    console.info(
      `${tried.length} of ${designs.length} designs, ${sum(({ flows }) => flows)} flows tried (${sum(({ works }) => works)} work), ${sum(({ probes }) => probes)} probes, ${pairs.size} pairs of choices; SEED=${seed}`,
    );
    expect(tried.flatMap(({ design, told }) => told.map((each) => `DESIGN=${design.seed} ${each}`))).toEqual([]);
    if (designs.length < 60) return;
    // A lab that tries nothing would find nothing.
    expect(tried.length).toBeGreaterThan(designs.length * 0.85);
    expect(sum(({ flows }) => flows)).toBeGreaterThan(designs.length * 0.9);
    expect(sum(({ works }) => works)).toBeGreaterThan(designs.length * 0.4);
    expect(sum(({ probes }) => probes)).toBeGreaterThan(designs.length * 3);
  });
});

async function run(waiting: LabDesign[], tried: Tried[]): Promise<void> {
  for (let design = waiting.pop(); design; design = waiting.pop()) {
    try {
      const report = await tryOut(design.topology);
      if (!report) continue;
      const seen = report.flows.filter(({ observed }) => observed !== null);
      const works = seen.filter(({ observed }) => observed === 'works').length;
      tried.push({ design, told: toldOf(report), flows: seen.length, works, probes: report.probes.length });
    } catch (error) {
      tried.push({ design, told: [String(error).slice(-2_000)], flows: 0, works: 0, probes: 0 });
    }
  }
}
