import { strToU8, zipSync } from 'fflate';
import { Check, Copy, Download, FileWarning, Package } from 'lucide-react';
import { useMemo, useState } from 'react';
import { type Bundle, exportDesign } from '../../core/plan/bundle.ts';
import type { ExportedFile } from '../../core/plan/exporter.ts';
import { planDesign } from '../../core/plan/plan.ts';
import { exporters } from '../../core/products/exporters.ts';
import { products } from '../../store/registry.ts';
import { say, useStore } from '../../store/store.ts';
import { download } from '../files.ts';
import { Code } from './code.tsx';

/** The configuration that makes the drawing true: per node, and the whole design at once. */
export function Configs() {
  const topology = useStore((state) => state.drawing);
  const simulation = useStore(({ verdict }) => verdict.simulation);
  const selection = useStore((state) => state.selection);
  const [chosen, setChosen] = useState<string | null>(null);
  const bundle = useMemo(
    () => exportDesign(planDesign(topology, simulation, products), exporters),
    [topology, simulation],
  );
  const node = [...selection.nodes].at(-1);
  const preferred = node === undefined ? undefined : bundle.nodes.find((each) => each.node === node)?.files[0];
  const file = bundle.files.find(({ path }) => path === chosen) ?? preferred ?? bundle.files[0];
  const owner = bundle.nodes.find(({ files }) => file && files.some(({ path }) => path === file.path));
  const silent = bundle.nodes.filter(({ files }) => files.length === 0);

  if (!file)
    return (
      <div className="empty">
        <p>Nothing in this design is configured by a file yet. Add a proxy, a load balancer or a database.</p>
      </div>
    );
  return (
    <div className="configs">
      <nav className="files" aria-label="Files">
        <button type="button" className="button primary" onClick={() => saveBundle(topology.title, bundle)}>
          <Package size={16} aria-hidden="true" /> Download all ({bundle.files.length})
        </button>
        <ul>
          {bundle.files.map(({ path }) => (
            <li key={path}>
              <button
                type="button"
                className="file"
                aria-current={path === file.path || undefined}
                onClick={() => setChosen(path)}
                title={path}
              >
                {path}
              </button>
            </li>
          ))}
        </ul>
        {silent.length > 0 && (
          <p className="hint">Nothing to configure, or no export yet: {silent.map(({ title }) => title).join(', ')}.</p>
        )}
      </nav>
      <div className="file-view">
        <div className="file-head">
          <strong>{file.path}</strong>
          <span className="spacer" />
          <CopyButton file={file} />
          <button
            type="button"
            className="button"
            onClick={() => download(file.path.split('/').at(-1) ?? 'file', 'text/plain', file.text)}
          >
            <Download size={15} aria-hidden="true" /> Download
          </button>
        </div>
        {owner && owner.notices.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
          <section className="notices" tabIndex={0} aria-label="Notices">
            <ul>
              {owner.notices.map((notice) => (
                <li key={`${notice.kind}:${notice.about}:${notice.message}`} data-kind={notice.kind}>
                  <FileWarning size={15} aria-hidden="true" /> <strong>{notice.kind.replace('-', ' ')}</strong>{' '}
                  {notice.message}
                </li>
              ))}
            </ul>
          </section>
        )}
        <Code text={file.text} language={file.language} label={file.path} />
      </div>
    </div>
  );
}

function CopyButton({ file }: { file: ExportedFile }) {
  const [done, setDone] = useState(false);
  return (
    <button
      type="button"
      className="button"
      onClick={() => {
        navigator.clipboard.writeText(file.text).then(
          () => {
            setDone(true);
            setTimeout(() => setDone(false), 1500);
          },
          () => say('The browser refused the clipboard.', 'error'),
        );
      }}
    >
      {done ? <Check size={15} aria-hidden="true" /> : <Copy size={15} aria-hidden="true" />} {done ? 'Copied' : 'Copy'}
    </button>
  );
}

function saveBundle(title: string, { files }: Bundle): void {
  const name =
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 60) || 'design';
  const zipped = zipSync(Object.fromEntries(files.map(({ path, text }) => [path, strToU8(text)])), {
    mtime: new Date('2000-01-01'),
  });
  download(`${name}-configs.zip`, 'application/zip', zipped as Uint8Array<ArrayBuffer>);
  say(`${files.length} files saved.`);
}
