import { headerLines } from '../../config/comment.ts';
import { printYaml } from '../../config/yaml.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices } from '../../plan/notices.ts';
import type { Notice, Plan } from '../../plan/plan.ts';
import { unwritten } from '../../plan/unwritten.ts';

/** Values of the Helm chart: a mesh gateway is told nothing else. https://github.com/hashicorp/consul-k8s/blob/main/charts/consul/values.yaml */
export const exportPlan: Exporter = (plan) => {
  const notices = distinctNotices([...plan.notices, ...unwritten(plan), ...unsaid(plan)]);
  const [first] = plan.listeners;
  const values = {
    global: { tls: { enabled: true }, federation: { enabled: true } },
    connectInject: { enabled: true },
    meshGateway: {
      enabled: true,
      ...(first ? { containerPort: first.port, service: { type: 'LoadBalancer', port: first.port } } : {}),
      wanAddress: {
        source: 'Static',
        static: plan.node.host,
        ...(first ? { port: first.port } : {}),
      },
    },
  };
  return {
    files: [
      { path: `${plan.node.id}/values.yaml`, text: printYaml(headerLines(plan, notices), [values]), language: 'yaml' },
    ],
    notices,
  };
};

function unsaid({ node, listeners, upstreams }: Plan): readonly Notice[] {
  const by = (kind: Notice['kind'], about: string, message: string): Notice => ({ kind, about, message });
  return [
    by(
      'by-hand',
      node.id,
      `Merge these values into those of the Helm chart of its datacentre: helm upgrade with --values. Federation also wants the Secret that the primary datacentre makes (global.federation.createFederationSecret).`,
    ),
    ...listeners
      .slice(1)
      .map(({ id, port }) => by('lost', id, `A mesh gateway has one port: "${id}" (${port}) is not there.`)),
    ...upstreams.map(({ link, title }) =>
      by(
        'by-hand',
        link,
        `The gateway routes to ${title} by the server name of the session: the senders' services name its datacentre, by a ServiceResolver or in their upstreams.`,
      ),
    ),
    ...upstreams
      .filter(({ match }) => match?.sni?.length || match?.host?.length)
      .map(({ link, title }) =>
        by('lost', link, `Server names are those of Consul's own: none of the drawing chooses ${title}.`),
      ),
  ];
}
