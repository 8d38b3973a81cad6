/**
 * The characters of HPACK's code by the length of their code, in bits; within a length they count upwards, as in any
 * canonical code. What a canary and its neighbours are made of is among them: https://www.rfc-editor.org/rfc/rfc7541#appendix-B
 */
const byLength: readonly (readonly [bits: number, characters: string])[] = [
  [5, '012aceiost'],
  [6, ' %-./3456789=A_bdfghlmnpru'],
  [7, ':BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz'],
  [8, '&*,;XZ'],
];

const codes: ReadonlyMap<string, string> = (() => {
  const all = new Map<string, string>();
  let next = 0;
  let last = 5;
  for (const [bits, characters] of byLength) {
    next <<= bits - last;
    last = bits;
    for (const character of characters) all.set(character, (next++).toString(2).padStart(bits, '0'));
  }
  return all;
})();

/** A text as a string of bits; of a character that the table lacks it has to throw, lest a search find nothing. */
export function huffmanBits(text: string): string {
  return [...text]
    .map((character) => {
      const code = codes.get(character);
      if (code === undefined) throw new Error(`no code for ${JSON.stringify(character)}`);
      return code;
    })
    .join('');
}
