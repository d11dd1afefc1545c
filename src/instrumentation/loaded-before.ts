import { sep } from 'node:path';
import type { Provider } from '../providers/provider.js';
import { failsafe, warnOnce } from '../telemetry/failsafe.js';
import { isPatched } from './patch.js';

/**
 * Tells of a copy of a client's package that was required before the hooks stood: no call of it is seen. Only CommonJS
 * keeps a list of what it has loaded.
 */
export function warnOfLoadedCopies(providers: readonly Provider[]): void {
  failsafe('look for clients that are loaded already', () => {
    for (const provider of providers) {
      const inPackage = `${sep}node_modules${sep}${provider.module}${sep}index.js`;
      const copies = Object.keys(require.cache).filter(file => file.endsWith(inPackage));
      if (copies.some(file => isPatched(require.cache[file]?.exports, provider) === false)) {
        warnOnce(
          `${provider.module} was loaded before the instrumentation: its calls are not counted. Load the instrumentation first, or call instrument() with its class`,
        );
      }
    }
  });
}
