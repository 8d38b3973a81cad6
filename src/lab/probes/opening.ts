import type { Duplex } from 'node:stream';
import { wirePair } from './pair.ts';

/** Somebody who hears what dialler and target say first, and decides what becomes of it. */
export interface Opening {
  /** What the dialler is connected to. */
  readonly near: Duplex;
  /** Its other end: what the dialler says is read here. */
  readonly dialler: Duplex;
  /** Hears no more: both sides wait for whoever takes over, and `unread` is read first. */
  readonly handOver: (unread: Buffer) => void;
}

export function openWith(
  target: Duplex,
  hear: { readonly dialler: (chunk: Buffer) => void; readonly target: (chunk: Buffer) => void },
): Opening {
  const [near, dialler] = wirePair();
  const endTarget = () => target.end();
  const endDialler = () => dialler.end();
  const fail = () => dialler.destroy();
  dialler.on('data', hear.dialler).on('end', endTarget);
  target.on('data', hear.target).on('end', endDialler).on('error', fail).on('close', fail);
  dialler.on('error', () => {}).on('close', () => target.destroy());
  return {
    near,
    dialler,
    handOver: (unread) => {
      dialler.off('data', hear.dialler).off('end', endTarget);
      target.off('data', hear.target).off('end', endDialler).off('close', fail);
      // A socket that breaks without anybody listening would end the process.
      target.off('error', fail).on('error', () => {});
      dialler.pause();
      target.pause();
      dialler.unshift(unread);
    },
  };
}
