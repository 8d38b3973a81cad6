import { quoted, slashComments } from '../../config/string-literals.ts';
import type { Upstream } from '../../plan/plan.ts';
import type { TlsSettings } from '../tls-settings.ts';

const java = (text: string): string => quoted('java', text);

/** Java for grpc-java; the class is the same in every file, for no link's id is a name in Java. */
export const grpcClass = (
  { host, port, serverName }: Upstream,
  settings: TlsSettings | null,
  header: readonly string[],
): string =>
  [
    ...slashComments(header),
    '',
    'import io.grpc.ChannelCredentials;',
    'import io.grpc.Grpc;',
    ...(settings ? [] : ['import io.grpc.InsecureChannelCredentials;']),
    'import io.grpc.ManagedChannel;',
    ...(settings ? ['import io.grpc.TlsChannelCredentials;', 'import java.io.File;'] : []),
    'import java.io.IOException;',
    '',
    'final class GrpcChannel {',
    '    static ManagedChannel connect() throws IOException {',
    ...(settings
      ? [
          '        ChannelCredentials credentials = TlsChannelCredentials.newBuilder()',
          `            .trustManager(new File(${java(settings.trust)}))`,
          ...(settings.client
            ? [
                `            .keyManager(new File(${java(settings.client.certificate)}), new File(${java(settings.client.key)}))`,
              ]
            : []),
          '            .build();',
        ]
      : [
          '        // !!! PLAINTEXT: nothing is encrypted on this connection.',
          '        ChannelCredentials credentials = InsecureChannelCredentials.create();',
        ]),
    `        return Grpc.newChannelBuilderForAddress(${java(host)}, ${port}, credentials)`,
    ...(settings ? [`            .overrideAuthority(${java(serverName)})`] : []),
    '            .build();',
    '    }',
    '}',
    '',
  ].join('\n');
