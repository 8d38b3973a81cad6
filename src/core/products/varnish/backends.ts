import { noticeLines } from '../../config/comment.ts';
import { block, type Item, remark, remarks, statement, text } from '../../config/vcl.ts';
import type { Upstream } from '../../plan/plan.ts';

/** The backends that routes lead to, and the directors that balance them. What is declared and not used is an error. */
export class Backends {
  // Names are numbered: their alphabet is narrower than that of a drawing.
  readonly #names = new Map<string, string>();
  readonly #backends: Item[] = [];
  readonly #directors = new Map<string, readonly string[]>();

  /** What a route is led to; null where nothing is drawn. */
  use(route: readonly Upstream[]): string | null {
    const names = route.map((upstream) => this.#declare(upstream));
    const [first, ...others] = names;
    if (first === undefined) return null;
    if (others.length === 0) return first;
    const key = names.join(' ');
    const known = [...this.#directors].find(([, members]) => members.join(' ') === key)?.[0];
    const director = known ?? `balanced${this.#directors.size + 1}`;
    this.#directors.set(director, names);
    return `${director}.backend()`;
  }

  get balances(): boolean {
    return this.#directors.size > 0;
  }

  declarations(): readonly Item[] {
    if (this.#backends.length === 0) return [statement('backend default none'), null];
    return [
      ...this.#backends,
      ...(this.balances
        ? [
            block(
              ['sub', 'vcl_init'],
              [...this.#directors].flatMap(([director, members]) => [
                statement('new', director, '=', 'directors.round_robin()'),
                ...members.map((name) => statement(`${director}.add_backend(${name})`)),
              ]),
            ),
            null,
          ]
        : []),
    ];
  }

  #declare({ link, title, failure, host, port, sendsProxyProtocol }: Upstream): string {
    const known = this.#names.get(link);
    if (known) return known;
    const name = `backend${this.#names.size + 1}`;
    this.#names.set(link, name);
    this.#backends.push(
      ...(failure === null ? [] : [remarks(noticeLines({ kind: 'fails', message: failure }))]),
      remark(title),
      block(
        ['backend', name],
        [
          statement('.host', '=', text(host)),
          statement('.port', '=', text(String(port))),
          ...(sendsProxyProtocol ? [statement('.proxy_header', '=', sendsProxyProtocol.slice(1))] : []),
        ],
      ),
      null,
    );
    return name;
  }
}
