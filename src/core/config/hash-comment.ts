/**
 * Lines as comments of a format that marks them with `#`. A line must not end in a backslash: pg_hba.conf and
 * systemd's environment files would take the next line, a rule or a secret, for the rest of the comment.
 */
export const hashComments = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line === '' ? '#' : `# ${line}${line.endsWith('\\') ? ' .' : ''}`));
