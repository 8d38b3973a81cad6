import type { Product } from '../../model/product.ts';
import { product as envoy } from './product.ts';

const { hybridKeyExchange: _, ...rest } = envoy;

/**
 * Envoy where a control plane configures it. No list of groups is written, and its own is classical: ecdh_curves in
 * https://github.com/envoyproxy/data-plane-api/blob/main/envoy/extensions/transport_sockets/tls/v3/common.proto
 */
export const embedded: Product = rest;
