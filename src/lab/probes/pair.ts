import { Duplex } from 'node:stream';

/** Two ends of a wire: what is written to one is read from the other. */
export function wirePair(): readonly [Duplex, Duplex] {
  const one = new End();
  const other = new End();
  one.facing = other;
  other.facing = one;
  return [one, other];
}

class End extends Duplex {
  facing: End | null = null;
  #taken: (() => void) | null = null;

  override _read(): void {
    const taken = this.#taken;
    this.#taken = null;
    taken?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const facing = this.facing;
    // Done when the other end wants more, so that a fast writer waits for a slow reader.
    if (facing === null || facing.destroyed || facing.push(chunk)) done();
    else facing.#taken = done;
  }

  override _final(done: () => void): void {
    this.facing?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const facing = this.facing;
    this.facing = null;
    this.#taken?.();
    this.#taken = null;
    // An end that was not announced is a cut.
    if (facing !== null && !(this.writableFinished && this.readableEnded)) process.nextTick(() => facing.destroy());
    done(error);
  }
}
