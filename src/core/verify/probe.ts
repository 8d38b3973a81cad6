import type { TlsVersion } from '../model/schema.ts';
import type { LinkState } from '../simulation/verdict.ts';

/** One command that asks a deployed listener something from outside, and what the design says it will come to. */
export interface Probe {
  readonly link: string;
  /** Unlike that of every other probe of its link: letters and hyphens. */
  readonly id: string;
  readonly title: string;
  /** The node on whose host it is to be run. */
  readonly from: string;
  /** The node whose files the command names: whoever starts the session, where `from` only relays it. */
  readonly files: string;
  /** To be run as it stands: a program and its arguments. */
  readonly command: readonly string[];
  readonly reading: Reading;
  readonly expected: Expected;
  /** What state the link is in when the listener takes the connection, and when it does not; null: says nothing of it. */
  readonly tells: Tells | null;
  readonly why: string;
}

/**
 * How what the command prints is to be understood. `late`: under TLS 1.3 a client is done before the
 * listener has looked at its certificate, so the listener is waited for a little: it may still object.
 */
export type Reading = 'handshake' | 'late' | 'http' | 'postgres' | 'mysql' | 'redis';

export interface Tells {
  readonly taken: LinkState;
  readonly refused: LinkState;
}

/** Everything that has to hold. */
export interface Expected {
  /** `answered`: the listener takes the connection and speaks; `refused`: it does not, though somebody is there. */
  readonly outcome?: 'answered' | 'refused';
  readonly version?: TlsVersion;
  /** Whether the listener asks for a client certificate. */
  readonly asked?: boolean;
  /** Application protocols, one of which is agreed on. */
  readonly alpn?: readonly string[];
  /** The answer sends the client to https. */
  readonly redirected?: true;
  /** The answer has a Strict-Transport-Security header. */
  readonly strict?: true;
}

/** The expectation in words. */
export function expectedWords({ outcome, version, asked, alpn, redirected, strict }: Expected): string {
  return [
    ...(outcome === undefined ? [] : [outcome === 'answered' ? 'accepted' : 'refused']),
    ...(version === undefined ? [] : [`TLS ${version}`]),
    ...(asked === undefined ? [] : [asked ? 'asks for a client certificate' : 'asks for no client certificate']),
    ...(alpn ? [`ALPN ${alpn.join(' or ')}`] : []),
    ...(redirected ? ['redirects to https'] : []),
    ...(strict ? ['Strict-Transport-Security'] : []),
  ].join(', ');
}

/** What no command from outside shows, and where it can be seen. */
export interface Unseen {
  readonly what: string;
  readonly instead: string;
}

export interface Asked {
  readonly probes: readonly Probe[];
  readonly unseen: readonly Unseen[];
}

/** All that can be asked on one link. */
export interface ProbedLink extends Asked {
  readonly link: string;
  readonly from: { readonly node: string; readonly title: string };
  readonly to: { readonly node: string; readonly title: string };
}
