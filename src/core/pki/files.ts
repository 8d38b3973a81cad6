import type { ExportedFile } from '../plan/exporter.ts';
import type { Issuance } from './issuance.ts';
import { fileOf, issuingScript } from './script.ts';
import { openssl, step } from './tools.ts';

/** The scripts that issue a design's certificates; none where no TLS is drawn. */
export function pkiFiles(issuance: Issuance): readonly ExportedFile[] {
  const { orders, bundles, public: fromPublic, elsewhere } = issuance;
  if (orders.length + bundles.length + fromPublic.length + elsewhere.length === 0) return [];
  return [openssl, step].map((tool) => ({
    path: `pki/${fileOf(tool.name)}`,
    text: issuingScript(issuance, tool),
    executable: true,
    language: 'shell',
  }));
}
