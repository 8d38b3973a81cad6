import workerUrl from 'elkjs/lib/elk-worker.min.js?url';

/** The part of the Trusted Types API that is used here (https://www.w3.org/TR/trusted-types/). */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL: (url: string) => string };
}

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };

/** The one script that the app starts by its address: its own layout worker, and nothing else passes the policy. */
const policy = trustedTypes?.createPolicy('plainsight', {
  createScriptURL(url) {
    if (url !== workerUrl) throw new Error('only the layout worker is started by address');
    return url;
  },
});

export const startLayoutWorker = (): Worker => new Worker(policy ? policy.createScriptURL(workerUrl) : workerUrl);
