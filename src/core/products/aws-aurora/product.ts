import { type Product, yes } from '../../model/product.ts';
import { product as rds } from '../aws-rds/product.ts';

const guide = 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide';
const rotation = `${guide}/ssl-certificate-rotation-aurora-postgresql.html`;
/** Quotes AWS's guide on the security of Aurora PostgreSQL: 0 up to version 16, 1 from 17 on. */
const forced = 'https://github.com/awslabs/startups/pull/199';

export const product: Product = {
  ...rds,
  id: 'aws-aurora',
  title: 'Amazon Aurora PostgreSQL',
  summary: 'Clustered, PostgreSQL-compatible database of AWS',
  supports: {
    ...rds.supports,
    'listen:terminate': yes('rds.force_ssl = 1, which is the default from version 17 on', forced),
    'listen:permissive': yes('rds.force_ssl = 0, the default up to version 16', rotation),
  },
  facts: [
    {
      text: 'Plaintext is refused by default from version 17 on (rds.force_ssl = 1) and let in before: RDS for PostgreSQL refuses it from version 15 on.',
      source: forced,
    },
    {
      text: 'Clients that verify need the new CAs in their trust stores before the certificates of a cluster change.',
      source: rotation,
    },
    ...rds.facts.slice(2, 5),
  ],
};
