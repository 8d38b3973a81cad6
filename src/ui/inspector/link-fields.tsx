import { changeDial, changeLink } from '../../core/model/commands.ts';
import { protocols } from '../../core/model/protocols.ts';
import type { Link } from '../../core/model/schema.ts';
import { answerOf } from '../../core/simulation/bounds.ts';
import { callOf } from '../../core/simulation/dials.ts';
import { expectedName } from '../../core/simulation/meet.ts';
import { products } from '../../store/registry.ts';
import { change, select, useStore } from '../../store/store.ts';
import { dialChoices, initiatingLink, listenersOfNode, setDialMode, whyNot } from '../actions.ts';
import { addFlowsThrough } from '../flows.ts';
import { dialTitles, linkSentence, markOf } from '../words.ts';
import { CheckField, checkName, checkNames, Segments, SelectField, splitNames, TextField } from './fields.tsx';
import { Source } from './node-fields.tsx';
import { DialDetails } from './tls-details.tsx';

export function LinkFields({ link }: { link: Link }) {
  const topology = useStore((state) => state.topology);
  const simulation = useStore(({ verdict }) => verdict.simulation);
  const verdict = simulation.links.get(link.id);
  const title = (node: string) => topology.nodes.get(node)?.title ?? node;
  const errors = simulation.designErrors.filter(({ where }) => where.link === link.id);
  const first = initiatingLink(link.id);
  const forwarded = first !== link.id ? topology.links.get(first) : undefined;
  const from = topology.nodes.get(link.from);
  const call = callOf(topology, link, products);
  const answer = answerOf(topology, link, products);
  const name = call && answer ? expectedName({ sni: undefined }, answer) : '';
  const set = (label: string, fields: Parameters<typeof changeLink>[2]) =>
    change(`link: ${label}`, (before) => changeLink(before, link.id, fields));
  const dial = (label: string, fields: Parameters<typeof changeDial>[2]) =>
    change(`link: ${label}`, (before) => changeDial(before, link.id, fields));
  const tls = link.dial.tls !== 'plaintext';
  const listeners = listenersOfNode(link.to);
  return (
    <>
      <p className="lead" data-mark={verdict && markOf(verdict)}>
        {linkSentence(topology, simulation, link.id)}
      </p>
      {verdict?.cause && (
        <div className="notice error">
          <p>In the log of {title(verdict.cause.log.node)}:</p>
          <code className="log">{verdict.cause.log.line}</code>
        </div>
      )}
      {errors.map((error) => (
        <div key={error.code} className="notice error">
          <p>{error.message}</p>
          <p>{error.alternative}</p>
          {error.source && <Source url={error.source} />}
        </div>
      ))}
      {verdict?.state === 'unreached' &&
        topology.flows.size > 0 &&
        ![...topology.flows.values()].some(({ path }) => path.includes(link.id)) && (
          <div className="notice">
            <p>No flow of this design runs over the link.</p>
            <button type="button" className="button" onClick={() => addFlowsThrough(link.id)}>
              Add the flows that would
            </button>
          </div>
        )}
      {forwarded ? (
        <div className="notice">
          <p>
            {title(link.from)} relays the bytes it is given. How they are encrypted is settled by{' '}
            {title(forwarded.from)}.
          </p>
          <button type="button" className="button" onClick={() => select({ links: new Set([forwarded.id]) })}>
            Go to {title(forwarded.from)} → {title(forwarded.to)}
          </button>
        </div>
      ) : (
        <>
          <Segments
            label={`How ${title(link.from)} dials`}
            value={link.dial.tls}
            choices={dialChoices(link.from).map(({ mode, why }) => ({ value: mode, title: dialTitles[mode], why }))}
            onChange={(mode) => setDialMode(link.id, mode)}
          />
          {tls && link.dial.tls !== 'opportunistic' && call && (
            <Segments
              label="What it checks"
              value={link.dial.verify ?? call.verify}
              choices={[
                { value: 'none', title: 'Nothing', why: whyNot(from?.product ?? '', 'verify:none', from?.version) },
                { value: 'ca', title: 'The CA', why: whyNot(from?.product ?? '', 'verify:ca', from?.version) },
                { value: 'full', title: 'CA and name', why: whyNot(from?.product ?? '', 'verify:full', from?.version) },
              ]}
              onChange={(verify) =>
                dial('verify', { verify, ...(verify === 'full' && link.dial.sni === null ? { sni: undefined } : {}) })
              }
            />
          )}
          {tls && (
            <>
              <TextField
                label="Server name (SNI)"
                value={link.dial.sni ?? ''}
                placeholder={link.dial.sni === null ? 'none is sent' : name}
                check={checkName}
                onCommit={(sni) => dial('server name', { sni: sni === '' ? undefined : sni })}
              />
              <CheckField
                label="Send no server name"
                checked={link.dial.sni === null}
                onChange={(none) => dial('server name', { sni: none ? null : undefined })}
              />
              <SelectField
                label="Trusts"
                value={link.dial.trusts ? [...link.dial.trusts].sort().join('+') : 'default'}
                choices={[
                  {
                    value: 'default',
                    title: `As the product does (${call?.trusts.map((each) => each.replace('-', ' ')).join(', ') ?? ''})`,
                  },
                  { value: 'public-ca', title: 'Public CAs only' },
                  { value: 'private-ca', title: 'Your private CA only' },
                  { value: 'private-ca+public-ca', title: 'Both' },
                ]}
                onChange={(trusts) =>
                  dial('trust', {
                    trusts: trusts === 'default' ? undefined : (trusts.split('+') as ('public-ca' | 'private-ca')[]),
                  })
                }
              />
              <DialDetails dial={link.dial} set={dial} />
            </>
          )}
        </>
      )}
      <SelectField
        label="Protocol"
        value={link.protocol}
        choices={[
          ...protocols.map(({ id, title: each }) => ({ value: id, title: id === 'https' ? 'HTTP (https)' : each })),
          ...(protocols.some(({ id }) => id === link.protocol) ? [] : [{ value: link.protocol, title: link.protocol }]),
        ]}
        onChange={(protocol) => set('protocol', { protocol })}
      />
      {listeners.length > 1 && (
        <SelectField
          label="Reaches"
          value={link.listener ?? listeners[0]?.id ?? ''}
          choices={listeners.map(({ id, port }) => ({ value: id, title: `port ${port} (${id})` }))}
          onChange={(listener) => set('listener', { listener })}
        />
      )}
      <TextField
        label="Only for these server names (behind SNI passthrough)"
        value={link.match?.sni?.join(', ') ?? ''}
        placeholder="any: the default route"
        check={checkNames}
        onCommit={(text) => {
          const { sni: _, ...rest } = link.match ?? {};
          const names = splitNames(text);
          const match = names.length > 0 ? { ...rest, sni: names } : rest;
          set('match', { match: Object.keys(match).length > 0 ? match : undefined });
        }}
      />
      <SelectField
        label="PROXY protocol header"
        value={
          link.dial.sendsProxyProtocol
            ? link.dial.sendsProxyProtocol === true
              ? 'v2'
              : link.dial.sendsProxyProtocol
            : 'none'
        }
        choices={[
          { value: 'none', title: 'None is sent' },
          {
            value: 'v1',
            title: 'Version 1',
            why: whyNot(from?.product ?? '', 'proxy-protocol:send-v1', from?.version),
          },
          {
            value: 'v2',
            title: 'Version 2',
            why: whyNot(from?.product ?? '', 'proxy-protocol:send-v2', from?.version),
          },
        ]}
        onChange={(version) => dial('PROXY protocol', { sendsProxyProtocol: version === 'none' ? undefined : version })}
      />
    </>
  );
}
