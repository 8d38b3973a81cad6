import { readFileSync, writeFileSync } from 'node:fs';
import { fileOf, portsOf, type Server } from './server.ts';

/** An stunnel file in the foreground, its sockets in a folder of the lab's. */
function foreground(file: string, folder: string): string {
  const lab = `${file}.lab`;
  const text = readFileSync(file, 'utf8').replaceAll('/run/stunnel4/', `${folder}/`);
  writeFileSync(lab, `foreground = yes\npid =\nsyslog = no\ndebug = info\n${text}`);
  return lab;
}

export const stunnel: Server = {
  needs: [{ name: 'stunnel', debian: 'stunnel4' }],
  start: (site) => ({
    command: ['stunnel', foreground(fileOf(site, '.conf'), site.work)],
    ports: portsOf(site),
  }),
};
