import { commentLines } from '../config/comment.ts';
import type { Notice, Plan, PlannedListener } from '../plan/plan.ts';
import { endsTls } from '../plan/sessions.ts';

/** What a server opens of the listeners that are drawn for it, and a notice for everything that it does not. */
export interface Opened {
  readonly listeners: readonly PlannedListener[];
  readonly notices: readonly Notice[];
}

/** For a server with one port for everything: the first that is drawn. */
export function onePort(plan: Plan): { readonly listener: PlannedListener | undefined } & Pick<Opened, 'notices'> {
  const { node, product } = plan;
  const [listener, ...others] = listening(plan);
  if (!listener) return { listener, notices: [deaf(node)] };
  return {
    listener,
    notices: others.map(({ id, port }) => ({
      kind: 'lost',
      about: id,
      message: `${product.title} has one port for everything. Listener "${id}" (port ${port}) is not in this export, so nobody will connect to it; only "${listener.id}" (port ${listener.port}) is.`,
    })),
  };
}

/** For a server with many ports: each is taken once. */
export function everyPort(plan: Plan): Opened {
  const listeners: PlannedListener[] = [];
  const notices: Notice[] = [];
  for (const listener of listening(plan)) {
    const taken = listeners.find(({ port }) => port === listener.port);
    if (!taken) listeners.push(listener);
    else
      notices.push({
        kind: 'lost',
        about: listener.id,
        message: `The listener "${listener.id}" is left out: port ${listener.port} belongs to "${taken.id}" already.`,
      });
  }
  return { listeners, notices: listeners.length === 0 ? [deaf(plan.node)] : notices };
}

/** The same for a server whose TLS settings are the same at all its ports: what differs from the first is left out. */
export function everyPortAlike(plan: Plan): Opened & { readonly tls: PlannedListener | undefined } {
  const opened = everyPort(plan);
  const tls = opened.listeners.find(endsTls);
  const unlike = opened.listeners.filter((each) => tls && endsTls(each) && !alike(each, tls));
  const sharing = opened.listeners.filter((each) => tls && each !== tls && endsTls(each) && !unlike.includes(each));
  return {
    tls,
    listeners: opened.listeners.filter((each) => !unlike.includes(each)),
    notices: [
      ...opened.notices,
      ...unlike.map(
        ({ id, port }): Notice => ({
          kind: 'lost',
          about: id,
          message: `${plan.product.title} has the same TLS settings at every port, and those of "${tls?.id}" come first. Listener "${id}" (port ${port}) differs in versions, client certificates or issuer and is left out: nobody will connect to it.`,
        }),
      ),
      ...sharing.map(
        ({ id }): Notice => ({
          kind: 'by-hand',
          about: id,
          message: `${plan.product.title} shows one certificate at every port: "${id}" shows that of "${tls?.id}", which must hold the names of both.`,
        }),
      ),
    ],
  };
}

const alike = (a: PlannedListener, b: PlannedListener): boolean => sessions(a) === sessions(b);
const sessions = ({ issuer, versions, clientCertificate, clientTrusts }: PlannedListener): string =>
  JSON.stringify([issuer, versions, clientCertificate, clientCertificate === 'none' ? [] : clientTrusts]);

const listening = ({ listeners }: Plan): readonly PlannedListener[] =>
  listeners.filter(({ mode }) => mode !== 'closed');

const deaf = ({ id, title }: Plan['node']): Notice => ({
  kind: 'fails',
  about: id,
  message: `${title} listens on nothing: nobody on the network reaches it.`,
});

/** Old versions in a server that runs on Java: its own list of what is disabled comes before the server's. */
export const javaDisablesOld =
  ' and every current JDK disables: its jdk.tls.disabledAlgorithms has to be changed as well, or the server refuses them';

/** The CAs of client certificates in words. */
export const clientAuthorities = ({ clientTrusts }: PlannedListener): string => clientTrusts.join(', ') || 'none';

/** What whoever deploys a file must know of its listener, for formats whose comments stand in the header alone. */
export function remarks(listener: PlannedListener | undefined, read: string): readonly string[] {
  if (!listener) return [];
  if (!endsTls(listener)) return ['', ...commentLines(`!!! PLAINTEXT: whoever is on the wire reads ${read}.`)];
  return [
    '',
    ...(listener.mode === 'permissive'
      ? commentLines('!!! PERMISSIVE: plaintext is accepted as well, on the same port.')
      : []),
    ...commentLines(`The certificate must hold: ${listener.names.join(', ')}.`),
    ...(listener.clientCertificate === 'none'
      ? []
      : commentLines(`CAs of client certificates: ${clientAuthorities(listener)}.`)),
  ];
}
