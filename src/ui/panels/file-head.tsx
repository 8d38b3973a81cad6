import { Check, Copy, Download } from 'lucide-react';
import { useState } from 'react';
import type { ExportedFile } from '../../core/plan/exporter.ts';
import { say } from '../../store/store.ts';
import { download } from '../files.ts';

/** A file's name and what can be done with it. */
export function FileHead({ file }: { file: ExportedFile }) {
  return (
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
