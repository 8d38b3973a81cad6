import type { AssumptionId } from './assumed-numbers.ts';
import type { Assumptions } from './assumptions.ts';
import type { Renewal, RunCertificate } from './certificates.ts';
import { figure, sumOf, toThousandths } from './figures.ts';
import type { CostLine } from './lines.ts';

/** How long a public certificate may live, from a day on. Which rule is in force is for the reader's calendar to say. */
interface LifetimeRule {
  readonly from: string;
  readonly until: string | null;
  readonly days: AssumptionId;
}

const lifetimeRules: readonly LifetimeRule[] = [
  { from: '2026-03-15', until: '2027-03-14', days: 'public-days-2026' },
  { from: '2027-03-15', until: '2029-03-14', days: 'public-days-2027' },
  { from: '2029-03-15', until: null, days: 'public-days-2029' },
];

export interface RenewalLine extends CostLine {
  readonly unit: 'renewals a year';
  readonly renewal: Renewal;
}

/** Renewals a year while one rule holds. Private and self-signed certificates renew alike under each. */
export interface Renewals {
  readonly from: string;
  /** The last day of the rule; null for the last one known. */
  readonly until: string | null;
  readonly publicDays: number;
  readonly total: number;
  readonly automated: number;
  readonly manual: number;
  /** The drawing does not say who renews: count on the worst. */
  readonly unstated: number;
  readonly lines: readonly RenewalLine[];
}

/** Renewals under the 200-day, the 100-day and the 47-day rule, in that order. */
export const renewalsOf = (assumptions: Assumptions, certificates: readonly RunCertificate[]): readonly Renewals[] =>
  lifetimeRules.map((rule) => renewalsUnder(assumptions, certificates, rule));

/** Renewals under the last rule known: what a design is heading for. */
export function lastingRenewalsOf(assumptions: Assumptions, certificates: readonly RunCertificate[]): Renewals {
  const rule = lifetimeRules.at(-1);
  if (!rule) throw new Error('there is a last rule');
  return renewalsUnder(assumptions, certificates, rule);
}

function renewalsUnder(
  assumptions: Assumptions,
  certificates: readonly RunCertificate[],
  { from, until, days }: LifetimeRule,
): Renewals {
  const publicDays = assumptions.take(days);
  const lines = certificates.map((each) => renewalLine(assumptions, each, publicDays));
  const sum = (renewal?: Renewal) =>
    sumOf(lines.filter((line) => renewal === undefined || line.renewal === renewal).map(({ value }) => value));
  return {
    from,
    until,
    publicDays,
    total: sum(),
    automated: sum('automated'),
    manual: sum('manual'),
    unstated: sum('unstated'),
    lines,
  };
}

function renewalLine({ take }: Assumptions, certificate: RunCertificate, publicDays: number): RenewalLine {
  const { title, issuer, renewal, lifetimeDays } = certificate;
  const given =
    issuer === 'public-ca' ? publicDays : take(issuer === 'private-ca' ? 'private-days' : 'self-signed-days');
  // A public CA may give less than the rule allows, never more.
  const days =
    lifetimeDays === undefined ? given : issuer === 'public-ca' ? Math.min(lifetimeDays, given) : lifetimeDays;
  const part = take('renew-at');
  const shown = Math.abs(part - 2 / 3) < 1e-9 ? '2/3' : figure(part);
  return {
    what: title,
    how: `365 days ÷ (${shown} × ${figure(days)} days)`,
    value: toThousandths(365 / (part * days)),
    unit: 'renewals a year',
    renewal,
  };
}
