/** A regular expression that matches these bytes and nothing else, in letters that no parser on the way interprets. */
export const literalPattern = (bytes: Iterable<number>): string =>
  [...bytes]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9/_-]/.test(char) ? char : `\\x${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');

/** The same for text of ASCII. */
export const literalText = (text: string): string => literalPattern([...text].map((char) => char.charCodeAt(0)));
