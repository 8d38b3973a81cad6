/** What every boundary returns: a value, or the reasons why not. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Why a request was refused. `at` is a JSON pointer into the input, where there is a place to name. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly at?: string;
}

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const refused = (...problems: readonly Problem[]): Result<never> => ({ ok: false, problems });

/** One line for a person: the place first, then the reason. */
export const describe = ({ at, message }: Problem): string => (at ? `${at}: ${message}` : message);
