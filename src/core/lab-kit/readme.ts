import { issuedFolder } from '../compose/compose.ts';
import { bullets, code, heading, markdownText } from '../config/markdown.ts';
import { distinctNotices } from '../plan/notices.ts';
import { type LabKit, runPath } from './kit.ts';
import { servicePath } from './services.ts';

/** How the design is tried out before anything is deployed, and what that leaves out. */
export function labSection({ files, left, services, issuer }: LabKit, composed: boolean): readonly string[] {
  if (files.length === 0) return [];
  const packages = ['util-linux', 'iproute2', 'openssl'].map(code).join(', ');
  const notices = distinctNotices([...services.values()].flatMap((each) => each.notices));
  return [
    heading(2, 'Try it out'),
    '',
    `- On a Linux machine that has the servers: ${code(`sh ${runPath}`)} runs the self-hosted part from these files as they are and checks it; ${code(`sh ${runPath} --shell NODE`)} opens a shell at one component instead. Each component is a host of its own, with the drawn name and its own certificates; nothing outside sees them, and nothing is left when it ends. It needs Linux 5.11 or later, ${packages} and the servers, and says which are missing.`,
    ...(composed
      ? [
          `- With Docker: ${issuer === null ? '' : `${code(`sh ${issuer} ${issuedFolder}`)}, then `}${code('docker compose up')}. The secrets below have to be filled in first; accounts are yours to make.`,
        ]
      : []),
    ...(services.size > 0
      ? [
          `- In place of your services runs ${code(servicePath)}, which listens as they are drawn to and calls what they are drawn to call over HTTP. It asks no database: the check does.`,
        ]
      : []),
    ...(issuer?.startsWith('lab/')
      ? [
          `- ${code(issuer)} has an authority of the lab stand in for whoever issues certificates elsewhere, and dates gone by for what is drawn as expired. Nothing of it belongs on a real host.`,
        ]
      : []),
    ...(left.length > 0
      ? [
          `- Not run on one machine: ${left.map(({ plan, why }) => `${markdownText(plan.node.title)} (${why})`).join(', ')}. Its name leads to a host that refuses every connection.`,
        ]
      : []),
    ...bullets(notices.map(({ message }) => markdownText(message))),
    '',
  ];
}
