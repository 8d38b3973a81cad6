import { openOf, withReason } from '../controls/sensitive.ts';
import { type Case, type Pack, type Ruling, ruling } from '../regime.ts';
import { counted } from '../say.ts';

const annexA = 'https://hightable.io/iso27001-annex-a-8-24-use-of-cryptography';

const rules = (given: Case, ask: string): Ruling => {
  const { open, all } = openOf(given);
  const state =
    all === 0
      ? 'Nothing more sensitive than internal data is drawn on a network.'
      : `Sensitive data crosses ${counted(all, 'hop')}, ${open === 0 ? 'all encrypted' : `${open} of them without a session of its own`}.`;
  return ruling('EVIDENCE', `${state} ${ask}`);
};

export const pack: Pack = {
  id: 'iso-27001',
  title: 'ISO/IEC 27001:2022',
  summary:
    'The standard for managing information security; here the controls of Annex A that speak of data in transit.',
  status: 'voluntary',
  source: annexA,
  caveats: [
    'It demands rules, defined and followed, and not encryption here or there: a drawing shows whether rules are needed, never whether there are any.',
    'The text of the standard is for sale and was read in summaries.',
  ],
  levels: [],
  clauses: [
    {
      over: 'design',
      id: 'A.8.24',
      title: 'Use of cryptography',
      asks: 'Rules for the use of cryptography, the management of keys included, are defined and applied.',
      source: annexA,
      confidence: 'M',
      judge: (given) => [rules(given, 'Name the rule that says what is encrypted, how, and who manages the keys.')],
    },
    {
      ...withReason('Name the rule that allows it.'),
      id: 'A.8.20',
      title: 'Security of networks and network services',
      asks: 'Networks and network services are secured to protect the information in them (A.8.20, A.8.21).',
      source: annexA,
      confidence: 'M',
    },
    {
      over: 'design',
      id: 'A.5.14',
      title: 'Information transfer',
      asks: 'Rules, procedures or agreements are in place for the transfer of information, inside and with others.',
      source: annexA,
      confidence: 'M',
      judge: (given) => [rules(given, 'Name the rule for transfers inside and to others.')],
    },
  ],
};
