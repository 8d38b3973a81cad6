import { carried, carrierId } from '../core/diagram/carried.ts';
import { withText } from '../core/diagram/png.ts';
import { encodeDesign } from '../core/link/codec.ts';
import type { Topology } from '../core/model/topology.ts';

/** What browsers can still draw at once: pixels a side, and in all (Safari: 16,777,216 × 4 on small devices). */
const most = { side: 16_384, area: 64 * 1024 * 1024 } as const;

export interface Raster {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The scale that it came to: less than was asked for where the picture would be too large. */
  readonly scale: number;
}

/** Draws an SVG as a PNG, so many times as large as it is at 100 %; the design goes inside, where there is one. */
export async function rasterise(svg: string, wanted: number, design: Topology | null): Promise<Raster> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const scale = Math.min(wanted, most.side / width, most.side / height, Math.sqrt(most.area / (width * height)));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('this browser draws nothing');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (!blob) throw new Error('the picture is too large for this browser');
    const png = new Uint8Array(await blob.arrayBuffer());
    const bytes = design ? withText(png, carrierId, carried(encodeDesign(design))) : png;
    if (!bytes) throw new Error('this browser wrote no PNG');
    return { bytes, scale };
  } finally {
    URL.revokeObjectURL(url);
  }
}
