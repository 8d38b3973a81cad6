import { standIn } from '../stand-in.ts';

export const product = standIn({
  id: 'waf',
  title: 'WAF (generic)',
  kind: 'edge',
  summary: 'Any web application firewall that has no entry of its own here',
  keyLocation: {
    text: 'Wherever the product that it stands for keeps its key; to inspect HTTPS it needs one.',
    source: 'https://www.rfc-editor.org/rfc/rfc8404',
  },
  facts: [
    {
      text: 'What passes it encrypted it cannot inspect: it sees addresses, sizes and, mostly, the server name.',
      source: 'https://www.rfc-editor.org/rfc/rfc8404',
    },
  ],
});
