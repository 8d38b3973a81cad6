import { findingsOf } from '../rules/index.ts';
import type { Context, Finding } from '../rules/rule.ts';
import { type Hints, type Move, movesFrom, type Proposal } from './move.ts';
import { dialMoves } from './moves-dials.ts';
import { listenerMoves } from './moves-listeners.ts';
import { assetMoves, zoneMoves } from './moves-places.ts';
import { productMoves } from './moves-products.ts';
import { relayMoves } from './moves-relays.ts';

/** Everything that a person could do to this drawing in one go: what the findings advise, and what each part allows. */
export function movesOf(
  scene: Context,
  hints: Hints,
  near: (place: Finding['where']) => boolean = () => true,
): readonly Move[] {
  return movesFrom(scene, [
    ...findingsOf(scene).flatMap((finding): readonly Proposal[] => (near(finding.where) ? finding.fixes : [])),
    ...listenerMoves(scene),
    ...relayMoves(scene),
    ...dialMoves(scene),
    ...zoneMoves(scene),
    ...assetMoves(scene, hints),
    ...productMoves(scene),
  ]);
}
