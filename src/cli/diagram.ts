import { written } from '../core/diagram/formats.ts';
import type { Part } from '../core/diagram/lens.ts';
import { pictureOf, pictureOfBoth } from '../core/diagram/picture.ts';
import { observerFrom, observerId, observersOf, type Scene } from '../core/observers/index.ts';
import type { Command } from './arguments.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { readDesign } from './input.ts';
import { forTerminal, type Io } from './io.ts';
import { sceneOf } from './judging.ts';
import { writeOne } from './write-files.ts';

/** Draws a design, a part of it, or two designs beside each other, as one file. */
export async function diagramCommand(command: Extract<Command, { name: 'diagram' }>, io: Io): Promise<ExitCode> {
  const design = await readDesign(command.file, io);
  const other = command.compare === null ? null : await readDesign(command.compare, io);
  if (!design || (command.compare !== null && !other)) return exitCodes.refused;
  const scene = sceneOf(design.topology);
  const part = partOf(scene, command);
  if (typeof part === 'string') {
    io.err(forTerminal(`plainsight: ${part}`));
    return exitCodes.usage;
  }
  const picture = other ? pictureOfBoth(scene, sceneOf(other.topology)) : pictureOf(scene, part);
  const text = written(picture, command.format, command.theme, command.carry ? design.topology : null);
  if (command.out === null) {
    io.out(text);
    return exitCodes.done;
  }
  const problem = await writeOne(command.out, text, command.force);
  if (problem === null) return exitCodes.done;
  io.err(forTerminal(`${command.out}: ${problem}`));
  return exitCodes.refused;
}

/** What the picture is about, or what the design does not have. */
function partOf(
  scene: Scene,
  {
    flow,
    alone,
    observer,
  }: { readonly flow: string | null; readonly alone: boolean; readonly observer: string | null },
): Part | string {
  if (flow !== null) {
    const { flows } = scene.simulation;
    if (flows.has(flow)) return { kind: 'flow', flow, alone };
    const known = [...flows.keys()].slice(0, 20).join(', ') || 'it has none';
    return `the design has no flow "${flow}"; its flows: ${known}`;
  }
  if (observer === null) return { kind: 'whole' };
  const found = observerFrom(scene, observer);
  if (found) return { kind: 'observer', observer: found };
  return `the design has no observer "${observer}"; there are: ${observersOf(scene).map(observerId).slice(0, 40).join(', ')}`;
}
