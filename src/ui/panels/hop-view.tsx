import { useId, useMemo, useState } from 'react';
import type { DesignBundle } from '../../core/bundle/design.ts';
import { type Hop, type HopEnd, hopsOf } from '../../core/bundle/hops.ts';
import { shellWord } from '../../core/config/dsn.ts';
import type { Plan } from '../../core/plan/plan.ts';
import { expectedWords, type ProbedLink } from '../../core/verify/probe.ts';
import { select } from '../../store/store.ts';
import { Code } from './code.tsx';
import { FileHead } from './file-head.tsx';
import { Notices } from './notices.tsx';

/** Both ends of the selected link: what they have to say alike, and the files in which they say it. */
export function HopView({
  plans,
  bundle,
  link,
}: {
  plans: readonly Plan[];
  bundle: DesignBundle;
  link: string | undefined;
}) {
  const hops = useMemo(() => hopsOf(plans, bundle), [plans, bundle]);
  const hop = hops.find((each) => each.link === link);
  const probed = bundle.links.find((each) => each.link === link);
  const id = useId();
  return (
    <div className="hop">
      <div className="hop-choice">
        <label htmlFor={id}>Link</label>
        <select
          id={id}
          value={hop?.link ?? ''}
          onChange={({ target }) => select({ links: new Set(target.value === '' ? [] : [target.value]) })}
        >
          <option value="">{hops.length === 0 ? 'No link is drawn yet' : 'Choose one, here or on the canvas'}</option>
          {hops.map((each) => (
            <option key={each.link} value={each.link}>
              {each.from.title} → {each.to.map(({ title }) => title).join(', ') || 'nowhere'}
            </option>
          ))}
        </select>
      </div>
      {hop && <BothEnds key={hop.link} hop={hop} />}
      {probed && <Probes key={`probes:${probed.link}`} link={probed} />}
    </div>
  );
}

/** How the link is checked where it is deployed; verify.sh in the bundle runs the same. */
function Probes({ link }: { readonly link: ProbedLink }) {
  return (
    <details className="why">
      <summary>Check it where it is deployed</summary>
      <ul className="probes" aria-label="Probes">
        {link.probes.map(({ id, title, expected, command }) => (
          <li key={id}>
            {title}. Expected: {expectedWords(expected)}.<code>{command.map(shellWord).join(' ')}</code>
          </li>
        ))}
        {link.unseen.map(({ what, instead }) => (
          <li key={what}>
            Not to be seen from outside: {what}; {instead}.
          </li>
        ))}
      </ul>
    </details>
  );
}

function BothEnds({ hop }: { hop: Hop }) {
  const [first] = hop.to;
  return (
    <>
      {hop.failure !== null && (
        <p className="hop-failure" role="note">
          {hop.failure}
        </p>
      )}
      <div className="agreed">
        <table>
          <caption className="unseen">What both ends have to say alike</caption>
          <thead>
            <tr>
              <td />
              <th scope="col">{hop.from.title} dials</th>
              <th scope="col">{first?.title ?? 'Nobody'} answers</th>
            </tr>
          </thead>
          <tbody>
            {hop.agreed.map(({ what, dialled, answered }) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>{dialled}</td>
                <td>{answered}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="hop-ends">
        <End end={hop.from} />
        {hop.to.map((end) => (
          <End key={end.node} end={end} />
        ))}
      </div>
    </>
  );
}

function End({ end }: { end: HopEnd }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const file = end.files.find(({ path }) => path === chosen) ?? end.files[0];
  return (
    <section className="hop-end" aria-label={end.title}>
      {end.files.length > 1 && (
        <select
          aria-label={`File of ${end.title}`}
          value={file?.path}
          onChange={({ target }) => setChosen(target.value)}
        >
          {end.files.map(({ path }) => (
            <option key={path}>{path}</option>
          ))}
        </select>
      )}
      {file ? (
        <>
          <FileHead file={file} />
          <Notices notices={end.notices} label={`Notices of ${end.title}`} />
          <Code text={file.text} language={file.language} label={file.path} />
        </>
      ) : (
        <>
          <p className="hint">{end.title} is configured by no file.</p>
          <Notices notices={end.notices} label={`Notices of ${end.title}`} />
        </>
      )}
    </section>
  );
}
