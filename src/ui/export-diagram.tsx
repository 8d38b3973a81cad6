import { Dialog } from '@base-ui/react/dialog';
import { Download, X } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { type FormatName, formatNames, formats, written } from '../core/diagram/formats.ts';
import type { Part } from '../core/diagram/lens.ts';
import { pictureOf, pictureOfBoth, sceneOf } from '../core/diagram/picture.ts';
import type { Picture } from '../core/diagram/scene.ts';
import type { ThemeName } from '../core/diagram/themes.ts';
import type { Topology } from '../core/model/topology.ts';
import { observerFrom, observerId, observersOf, observerTitle, type Scene } from '../core/observers/index.ts';
import { say, useStore } from '../store/store.ts';
import { download, fileName, pickDesign } from './files.ts';
import { CheckField, Segments, SelectField } from './inspector/fields.tsx';
import { useInterface } from './interface.ts';
import { rasterise } from './raster.ts';
import { useDark } from './theme.ts';

type Chosen = FormatName | 'png';
const formatChoices = (['svg', 'png', ...formatNames.slice(1)] as readonly Chosen[]).map((value) => ({
  value,
  title: value === 'png' ? 'PNG' : formats[value].title,
}));
const themeChoices = [
  { value: 'light', title: 'Light' },
  { value: 'dark', title: 'Dark' },
  { value: 'print', title: 'Print' },
] as const;
const scaleChoices = (['1', '2', '3', '4'] as const).map((value) => ({ value, title: `${value}×` }));

const other = 'other-file';

/** Takes the drawing away as a picture, or to another program: what it shows is what the file will hold. */
export function ExportDiagram() {
  const topology = useStore((state) => state.topology);
  const dark = useDark();
  const [format, setFormat] = useState<Chosen>('svg');
  const [theme, setTheme] = useState<ThemeName>(dark ? 'dark' : 'light');
  const [scale, setScale] = useState<'1' | '2' | '3' | '4'>('2');
  const [part, setPart] = useState('whole');
  const [alone, setAlone] = useState(false);
  const [carry, setCarry] = useState(true);
  const [beside, setBeside] = useState<Topology | null>(null);
  const scene = useMemo(() => sceneOf(topology), [topology]);
  const picture = useMemo(
    () =>
      part === other && beside ? pictureOfBoth(scene, sceneOf(beside)) : pictureOf(scene, partFrom(scene, part, alone)),
    [scene, part, alone, beside],
  );
  const choosePart = async (next: string) => {
    if (next !== other) return setPart(next);
    const found = await pickDesign();
    if (!found) return;
    setBeside(found);
    setPart(other);
  };
  const close = () => useInterface.setState({ diagramOpen: false });
  const carries = format === 'svg' || format === 'png';
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="popup diagram-popup">
          <header className="popup-head">
            <Dialog.Title className="popup-title">Export diagram</Dialog.Title>
            <Dialog.Close className="icon-button" aria-label="Close">
              <X size={18} aria-hidden="true" />
            </Dialog.Close>
          </header>
          <Preview picture={picture} theme={theme} />
          <div className="pair">
            <SelectField label="Format" value={format} choices={formatChoices} onChange={setFormat} />
            <SelectField
              label="What it shows"
              value={part}
              choices={partChoices(scene)}
              onChange={(next) => void choosePart(next)}
            />
          </div>
          <div className="pair">
            <Segments label="Colours" value={theme} choices={themeChoices} onChange={setTheme} />
            {format === 'png' && <Segments label="Size" value={scale} choices={scaleChoices} onChange={setScale} />}
          </div>
          {part.startsWith('flow:') && (
            <CheckField label="Leave everything else out" checked={alone} onChange={setAlone} />
          )}
          {carries ? (
            <CheckField
              label="Put the design inside: the picture opens here again, and whoever has it has the design"
              checked={carry}
              onChange={setCarry}
            />
          ) : (
            <Dialog.Description className="hint">
              To go on drawing in {formats[format].title}. It does not come back: save the design as well.
            </Dialog.Description>
          )}
          <div className="row end">
            <button
              type="button"
              className="button primary"
              onClick={() => {
                void save(picture, format, theme, Number(scale), carry ? topology : null);
                close();
              }}
            >
              <Download size={16} aria-hidden="true" /> Download
            </button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function partChoices({ topology, simulation, products }: Scene) {
  const scene = { topology, simulation, products };
  return [
    { value: 'whole', title: 'The whole design' },
    ...[...simulation.flows.values()]
      .slice(0, 200)
      .map(({ flow }) => ({ value: `flow:${flow.id}`, title: `Flow: ${flow.title}` })),
    ...observersOf(scene)
      .slice(0, 200)
      .map((observer) => ({
        value: `observer:${observerId(observer)}`,
        title: `As seen by: ${observerTitle(topology, observer, products)}`,
      })),
    { value: other, title: 'Beside another design…' },
  ];
}

function partFrom(scene: Scene, value: string, alone: boolean): Part {
  const [kind, id] = [value.slice(0, value.indexOf(':')), value.slice(value.indexOf(':') + 1)];
  if (kind === 'flow') return { kind, flow: id, alone };
  const observer = kind === 'observer' ? observerFrom(scene, id) : null;
  return observer ? { kind: 'observer', observer } : { kind: 'whole' };
}

/** The picture as it will be, whatever the format: the other programs draw it in their own way. */
function Preview({ picture, theme }: { picture: Picture; theme: ThemeName }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const next = URL.createObjectURL(new Blob([written(picture, 'svg', theme, null)], { type: 'image/svg+xml' }));
    setUrl(next);
    return () => URL.revokeObjectURL(next);
  }, [picture, theme]);
  return <div className="diagram-preview">{url && <img src={url} alt={picture.outline.join(' ')} />}</div>;
}

async function save(
  picture: Picture,
  format: Chosen,
  theme: ThemeName,
  scale: number,
  design: Topology | null,
): Promise<void> {
  const name = fileName(picture.title);
  if (format !== 'png') {
    const { extension, mediaType } = formats[format];
    download(`${name}.${extension}`, mediaType, written(picture, format, theme, design));
    say(`${formats[format].title} file downloaded.`);
    return;
  }
  try {
    const raster = await rasterise(written(picture, 'svg', theme, null), scale, design);
    download(`${name}.png`, 'image/png', raster.bytes);
    say(
      raster.scale < scale
        ? `Downloaded at ${raster.scale.toFixed(1)}×: larger pictures are more than browsers draw.`
        : 'PNG downloaded.',
    );
  } catch (error) {
    say(`No picture was made: ${error instanceof Error ? error.message : String(error)}.`, 'error');
  }
}
