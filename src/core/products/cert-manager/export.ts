import { manifest } from '../../config/kubernetes.ts';
import type { Exporter } from '../../plan/exporter.ts';
import { distinctNotices } from '../../plan/notices.ts';
import type { Notice } from '../../plan/plan.ts';
import { unwritten } from '../../plan/unwritten.ts';
import { certificateObjects } from './certificates.ts';
import { issuerObjects, issuerRefs } from './issuers.ts';

/** Issuers, and a Certificate for each that the drawing has issued here. */
export const exportPlan: Exporter = (plan) => {
  const notices: Notice[] = [...plan.notices, ...unwritten(plan)];
  const issuers = issuerRefs(plan);
  const objects = [
    ...[...issuers.values()].flatMap((ref) => issuerObjects(plan, ref, notices)),
    ...certificateObjects(plan, issuers, notices),
  ];
  if (plan.issues.length === 0)
    notices.push({
      kind: 'by-hand',
      about: plan.node.id,
      message: `No certificate names ${plan.node.title} as its issuer: none is written. Choose it at a listener's certificate.`,
    });
  const known = distinctNotices(notices);
  return { files: [manifest(plan, known, objects)], notices: known };
};
