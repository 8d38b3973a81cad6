import { ac17, ia3, ia5Certificates, ia5Passwords, sc23 } from '../controls/identity.ts';
import { ac4 } from '../controls/inspection.ts';
import { oscal, sc7, sc8, sc8Cryptographic, sc12, sc13, sc17 } from '../controls/transmission.ts';
import type { Pack } from '../regime.ts';

export const pack: Pack = {
  id: 'nist-800-53',
  title: 'NIST SP 800-53 revision 5',
  summary: 'The control catalogue of United States federal systems; here the controls that speak of data in transit.',
  status: 'in-force',
  source: oscal,
  caveats: [
    'SC-8 names internal networks in its discussion: a private subnet is no exception, physical protection can be one.',
    'AC-4(4) pulls against SC-8: what nobody in between can read, nobody in between can inspect. Both are shown.',
  ],
  levels: [
    { id: 'low', title: 'Low baseline' },
    { id: 'moderate', title: 'Moderate baseline' },
    { id: 'high', title: 'High baseline' },
  ],
  defaultLevel: 'moderate',
  clauses: [sc8, sc8Cryptographic, sc7, sc12, sc13, sc17, sc23, ia3, ia5Passwords, ia5Certificates, ac17, ac4],
};
