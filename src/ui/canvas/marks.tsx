import {
  ArrowDownToLine,
  ArrowRightLeft,
  ChevronsRight,
  CircleHelp,
  Eye,
  KeyRound,
  Lock,
  LockKeyhole,
  LockKeyholeOpen,
  type LucideIcon,
  Shield,
  X,
} from 'lucide-react';
import type { Answer } from '../../core/simulation/bounds.ts';
import type { LinkMark } from '../words.ts';

/** The icon of a link's state; never without its word or its line pattern. */
export const linkIcons: Readonly<Record<LinkMark, LucideIcon | null>> = {
  plaintext: Eye,
  shielded: Shield,
  server: Lock,
  mutual: ArrowRightLeft,
  ca: KeyRound,
  unverified: CircleHelp,
  downgradable: ArrowDownToLine,
  failed: X,
  unreached: null,
};

/** The icon of what a listener does with TLS. */
export const terminationIcons: Readonly<Record<Answer['mode'], LucideIcon>> = {
  plaintext: Eye,
  terminate: LockKeyhole,
  permissive: LockKeyholeOpen,
  passthrough: ChevronsRight,
  closed: X,
};
