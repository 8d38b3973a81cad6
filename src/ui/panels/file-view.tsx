import { useState } from 'react';
import type { DesignBundle } from '../../core/bundle/design.ts';
import { useStore } from '../../store/store.ts';
import { Code } from './code.tsx';
import { FileHead } from './file-head.tsx';
import { Notices } from './notices.tsx';

/** Every file of the design, one at a time. Selecting a component shows its own. */
export function FileView({ bundle }: { bundle: DesignBundle }) {
  const node = useStore(({ selection }) => [...selection.nodes].at(-1));
  const [chosen, setChosen] = useState<string | null>(null);
  const preferred = node === undefined ? undefined : bundle.nodes.find((each) => each.node === node)?.files[0];
  const file = bundle.all.find(({ path }) => path === chosen) ?? preferred ?? bundle.files[0];
  const owner = [...bundle.nodes, ...bundle.zones].find(
    ({ files }) => file && files.some(({ path }) => path === file.path),
  );
  const silent = bundle.nodes.filter(({ files }) => files.length === 0);
  if (!file) return null;
  return (
    <div className="configs-body">
      <nav className="files" aria-label="Files">
        <ul>
          {bundle.all.map(({ path }) => (
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
        <FileHead file={file} />
        {owner && <Notices notices={owner.notices} label="Notices" />}
        <Code text={file.text} language={file.language} label={file.path} />
      </div>
    </div>
  );
}
