import { type Product, yes } from '../../model/product.ts';
import { product as service } from '../generic-service/product.ts';

const bundles = 'https://docs.spring.io/spring-boot/reference/features/ssl.html';
const autoconfigure =
  'https://github.com/spring-projects/spring-boot/tree/v3.5.16/spring-boot-project/spring-boot-autoconfigure';
const jdk = 'https://github.com/openjdk/jdk/pull/22163';

export const product: Product = {
  ...service,
  id: 'spring-service',
  title: 'Spring Boot service',
  summary: 'An application of your own in Java, configured by Spring Boot',
  keyLocation: { text: 'PEM files or a key store that an SSL bundle names.', source: bundles },
  supports: {
    ...service.supports,
    'listen:terminate': yes('server.ssl.bundle', bundles),
    'client-certificate:optional': yes('server.ssl.client-auth: want', bundles),
    'client-certificate:required': yes('server.ssl.client-auth: need', bundles),
    'dial:tls': yes('an SSL bundle with a trust store', bundles),
    'dial:mutual': yes('an SSL bundle with a key store', bundles),
    'trust:private-ca': yes('truststore.certificate of a bundle', bundles),
  },
  versions: { listen: ['1.2', '1.3'], dial: ['1.2', '1.3'], source: jdk },
  facts: [
    {
      text: 'Current JDKs disable TLS 1.0 and 1.1, and newer ones key exchange by RSA, before any setting of Spring.',
      source: jdk,
    },
    {
      text: 'An SSL bundle says whom to trust, and cannot say to trust everybody or to leave the name unchecked.',
      source: bundles,
    },
    {
      text: 'MongoDB and Cassandra do not start with a bundle that names TLS versions; Kafka and RabbitMQ overlook them.',
      source: autoconfigure,
    },
    {
      text: 'JDBC drivers take no SSL bundle: what concerns TLS stands in the URL of the data source.',
      source: 'https://github.com/spring-projects/spring-boot/issues/17589',
    },
  ],
  checkedAgainst:
    'YAML read back, Java parsed and not compiled; bundles by the documentation and the source of Spring Boot 3.5.16, nothing started',
};
