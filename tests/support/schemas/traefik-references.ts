/** A file of Traefik as it was read: tables of tables. */
export interface Tree {
  readonly [key: string]: Tree | undefined;
}

/** What is referred to must be declared, in the same half. */
export function* references(install: Tree, routing: Tree): Generator<string> {
  const keys = (tree: Tree | undefined) => new Set(Object.keys(tree ?? {}));
  const points = keys(install.entryPoints);
  const options = keys(routing.tls?.options);
  for (const name of ['http', 'tcp'] as const) {
    const { routers, services, middlewares, serversTransports } = routing[name] ?? {};
    const declared = { service: keys(services), middleware: keys(middlewares), transport: keys(serversTransports) };
    const used = { service: new Set<string>(), middleware: new Set<string>(), transport: new Set<string>() };
    const taken = new Set<string>();
    for (const [id, router] of Object.entries(routers ?? {})) {
      const { entryPoints, middlewares: before, service, tls, priority } = router as unknown as Router;
      for (const point of entryPoints) {
        if (!points.has(point)) yield `${id}: no entry point ${point}`;
        const place = `${point} ${tls === undefined} ${priority}`;
        if (taken.has(place)) yield `${id}: another router has its priority`;
        taken.add(place);
      }
      if (tls?.options !== undefined && tls.options !== 'default' && !options.has(tls.options))
        yield `${id}: no options ${tls.options}`;
      used.service.add(service);
      for (const each of before ?? []) used.middleware.add(each);
    }
    for (const each of Object.values(services ?? {})) {
      const { loadBalancer, weighted } = each as unknown as Service;
      if (loadBalancer?.serversTransport) used.transport.add(loadBalancer.serversTransport);
      for (const { name: member } of weighted?.services ?? []) used.service.add(member);
    }
    for (const kind of ['service', 'middleware', 'transport'] as const) {
      for (const each of used[kind]) if (!declared[kind].has(each)) yield `${name}: no ${kind} ${each}`;
      for (const each of declared[kind]) if (!used[kind].has(each)) yield `${name}: nothing uses the ${kind} ${each}`;
    }
  }
}

interface Router {
  readonly entryPoints: readonly string[];
  readonly middlewares?: readonly string[];
  readonly service: string;
  readonly priority?: number;
  readonly tls?: { readonly options?: string };
}

interface Service {
  readonly loadBalancer?: { readonly serversTransport?: string };
  readonly weighted?: { readonly services: readonly { readonly name: string }[] };
}
