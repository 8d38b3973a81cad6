import { shellWord } from '../config/dsn.ts';
import { alternativeNames, isInternal } from '../plan/certificate-names.ts';
import type { NeededCertificate } from '../plan/certificates.ts';

/**
 * How a certificate comes from a public CA by ACME (RFC 8555), in sentences and one command.
 * https://eff-certbot.readthedocs.io/en/stable/using.html
 */
export function acmeLines(certificate: NeededCertificate): readonly string[] {
  const { title, place, purpose, names, files, operator } = certificate;
  const { dns, ip, none } = alternativeNames(names);
  const internal = [...dns, ...ip].filter(isInternal);
  const wildcard = dns.some((name) => name.startsWith('*.'));
  const asked = dns.filter((name) => !isInternal(name));
  const said = [`From a public CA: the ${purpose} certificate of ${title} (${place}) for ${names.join(', ')}.`];
  if (operator !== null) said.push(`${operator} runs it: order it there, or import it.`);
  else if (asked.length > 0)
    said.push(
      `certbot certonly ${wildcard ? '--manual --preferred-challenges dns' : '--standalone'} ${asked.map((name) => `-d ${shellWord(name)}`).join(' ')}`,
      `Then fullchain.pem into ${files.certificate} and privkey.pem into ${files.key} (both in one: ${files.bundle}), again after every renewal: certbot renew --deploy-hook.`,
    );
  if (internal.length > 0)
    said.push(`!!! No public CA vouches for ${internal.join(', ')}: internal names and addresses need a private CA.`);
  const addresses = ip.filter((address) => !isInternal(address));
  if (addresses.length > 0) said.push(`Only some public CAs vouch for addresses: ${addresses.join(', ')}.`);
  if (none.length > 0) said.push(`No certificate can hold ${none.join(', ')}: no address looks so.`);
  if (purpose === 'client')
    said.push(
      "!!! Public CAs are leaving client authentication (Let's Encrypt ended it on 2026-02-11): take client certificates from a private CA.",
    );
  return said;
}
