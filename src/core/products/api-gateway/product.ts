import { standIn } from '../stand-in.ts';

export const product = standIn({
  id: 'api-gateway',
  title: 'API gateway (generic)',
  kind: 'gateway',
  summary: 'Any API gateway that has no entry of its own here',
  keyLocation: {
    text: 'Wherever the product that it stands for keeps its key.',
    source: 'https://www.rfc-editor.org/rfc/rfc8446',
  },
  facts: [
    {
      text: 'A gateway that routes by path or checks tokens reads every request: TLS ends at it, and it has the data in memory.',
      source: 'https://www.rfc-editor.org/rfc/rfc8404',
    },
  ],
});
