import { openOf } from '../controls/sensitive.ts';
import { type Pack, ruling } from '../regime.ts';
import { counted } from '../say.ts';

const directive = 'https://eur-lex.europa.eu/eli/dir/2022/2555/oj';

export const pack: Pack = {
  id: 'nis2',
  title: 'NIS2, Article 21',
  summary: 'Binds essential and important entities in the European Union.',
  status: 'in-force',
  source: directive,
  caveats: [
    'It asks for policies. Implementing Regulation 2024/2690 says more to some providers, cloud and managed services among them.',
  ],
  levels: [],
  clauses: [
    {
      over: 'design',
      id: 'art-21-2-h',
      title: 'Policies on cryptography and encryption',
      asks: 'Policies and procedures exist for the use of cryptography and, where appropriate, of encryption.',
      source: directive,
      confidence: 'M',
      judge: (given) => {
        const { open, all } = openOf(given);
        const state =
          all === 0
            ? 'No sensitive data is drawn on a network.'
            : `Sensitive data crosses ${counted(all, 'hop')}, ${open} of them without a session of its own.`;
        return [ruling('EVIDENCE', `${state} Name the policy, and where it says that encryption is appropriate.`)];
      },
    },
  ],
};
