import type { Issuance } from '../pki/issuance.ts';
import { issuingScript } from '../pki/script.ts';
import { withStandIns } from '../pki/stand-ins.ts';
import { openssl } from '../pki/tools.ts';
import type { NodeExport } from '../plan/bundle.ts';
import type { ExportedFile } from '../plan/exporter.ts';
import type { Plan } from '../plan/plan.ts';
import type { ProbedLink } from '../verify/probe.ts';
import { type Runnable, runnablesOf } from './runnable.ts';
import { runScript } from './script.ts';
import { isService, type StandInService, serviceProgram, standInService } from './services.ts';

/** What lets a design be tried out: certificates for all of it, stand-ins for services, a script that runs it. */
export interface LabKit {
  readonly files: readonly ExportedFile[];
  /** By node. */
  readonly services: ReadonlyMap<string, StandInService>;
  /** What run.sh runs, and what it does not. */
  readonly runnable: readonly Runnable[];
  readonly left: readonly { readonly plan: Plan; readonly why: string }[];
  /** The script that issues everything that is needed here, if anything is. */
  readonly issuer: string | null;
}

export const runPath = 'lab/run.sh';
const issuePath = 'lab/issue.sh';

/** `issued`: files of the bundle that issue what the design's own authorities do. */
export function labKit(
  plans: readonly Plan[],
  nodes: readonly NodeExport[],
  issuance: Issuance,
  issued: readonly ExportedFile[],
  links: readonly ProbedLink[],
): LabKit {
  const exports = new Map(nodes.map((each) => [each.node, each]));
  const services = new Map(
    plans.filter(isService).map((plan) => [plan.node.id, standInService(plan, exports.get(plan.node.id))]),
  );
  const { runnable, left } = runnablesOf(plans, exports, services);
  const nothing = runnable.length === 0;
  const own = !nothing && standsIn(issuance);
  const issuer = own ? issuePath : (issued.find(({ path }) => path === 'pki/issue.sh')?.path ?? null);
  const programs = [...services.values()].flatMap(({ files }) => files);
  const files: ExportedFile[] = nothing
    ? []
    : [
        {
          path: runPath,
          text: runScript({ plans, runnable, left, issuer, links }),
          executable: true,
          language: 'shell',
        },
        ...(own
          ? [
              {
                path: issuePath,
                text: issuingScript(withStandIns(issuance), openssl),
                executable: true,
                language: 'shell',
              } as const,
            ]
          : []),
        ...(services.size > 0 ? [serviceProgram, ...programs] : []),
      ];
  return { files, services: nothing ? new Map() : services, runnable, left, issuer };
}

/** Whether anything comes from where a lab can't ask, or is drawn as it must not be issued. */
const standsIn = ({ orders, elsewhere, public: fromPublic, roots, bundles }: Issuance): boolean =>
  elsewhere.length > 0 ||
  fromPublic.length > 0 ||
  roots.length > 0 ||
  orders.some(({ certificate }) => certificate.expired) ||
  bundles.some(({ authorities }) => authorities.some(({ kind }) => kind === 'public'));
