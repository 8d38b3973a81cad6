import { headerLines } from '../config/comment.ts';
import { type KubernetesObject, podLabels } from '../config/kubernetes.ts';
import { printYaml, type YamlMap } from '../config/yaml.ts';
import type { Exported, ExportedFile } from '../plan/exporter.ts';
import { type MeshPlan, notice, type Workload } from '../plan/mesh-plan.ts';
import { distinctNotices } from '../plan/notices.ts';
import type { Notice } from '../plan/plan.ts';

/** What the Pods of a workload have to bear besides the labels by which they are found. */
export interface PodSettings {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Written {
  readonly objects: readonly KubernetesObject[];
  readonly pods: ReadonlyMap<Workload, PodSettings>;
  readonly notices: readonly Notice[];
  readonly checkedAgainst: string;
}

/** The objects of a zone in one file, and a patch for the Pods of each workload: what only Pods can be told. */
export function meshFiles(plan: MeshPlan, written: Written): Exported {
  const { zone, mesh, members } = plan;
  const failing = members.flatMap(({ links }) =>
    links.flatMap(({ upstream: { link, failure } }) => (failure ? [notice('fails', link, failure)] : [])),
  );
  const notices = distinctNotices([...failing, ...written.notices]);
  const folder = `meshes/${zone.id}`;
  const about = { design: plan.design, reopen: plan.reopen, product: written, node: zone };
  return {
    files: [
      {
        path: `${folder}/${mesh.product}.yaml`,
        text: printYaml(headerLines(about, notices), written.objects),
        language: 'yaml',
      },
      ...[...written.pods].map(([workload, settings]): ExportedFile => {
        const how = notice(
          'by-hand',
          workload.id,
          `Patch the workload of ${workload.title}: kubectl -n ${workload.namespace} patch deployment NAME --patch-file FILE, or put the same into its template. Its Pods start anew.`,
        );
        return {
          path: `${folder}/pods/${workload.id}.yaml`,
          text: printYaml(headerLines({ ...about, node: workload }, [how]), [patchOf(workload, settings)]),
          language: 'yaml',
        };
      }),
    ],
    notices,
  };
}

/** A strategic merge patch of a Deployment, StatefulSet or DaemonSet. */
const patchOf = ({ id, account }: Workload, { labels = {}, annotations = {} }: PodSettings): YamlMap => ({
  spec: {
    template: {
      metadata: {
        labels: { ...podLabels(id), ...labels },
        ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      },
      spec: { serviceAccountName: account },
    },
  },
});

/** The account under which a workload runs: its identity is named after it. */
export const accountOf = ({ id, namespace, account }: Workload): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: account, namespace, labels: podLabels(id) },
});

/** Annotations of those that have something to say. */
export const annotationsOf = (values: Readonly<Record<string, string | readonly number[] | null>>) =>
  Object.fromEntries(
    Object.entries(values).flatMap(([key, value]): readonly (readonly [string, string])[] => {
      if (value === null || value.length === 0) return [];
      return [[key, typeof value === 'string' ? value : value.join(',')]];
    }),
  );
