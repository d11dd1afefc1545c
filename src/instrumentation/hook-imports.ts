import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort } from 'node:worker_threads';
import { failsafe } from '../telemetry/failsafe.js';

let hooked = false;

/** Node 20 and 22 preload `--require` files in the thread of their module hooks as well: it must not hook itself. */
const isHooksThread = !isMainThread && parentPort === null;

/**
 * Has imports of these packages, and of no others, pass through import-in-the-middle: without an include list its hook
 * stops openai 4 ESM apps at their start. Only ES modules need it; `require` is hooked by the base class.
 */
export function hookImports(packages: readonly string[]): void {
  if (hooked || isHooksThread) return;
  hooked = true;
  failsafe('hook ES module imports', () => {
    // The copy that InstrumentationBase itself uses: hooks across two copies do not know each other.
    const { resolve } = nodeModule.createRequire(require.resolve('@opentelemetry/instrumentation'));
    const options = { include: [...packages] };
    const sync = synchronousHooks(resolve);
    if (sync) return sync.register(options);
    nodeModule.register(pathToFileURL(resolve('import-in-the-middle/hook.mjs')), { data: options });
  });
}

interface SynchronousHooks {
  supportsSyncHooks(): boolean;
  register(options: { include: string[] }): void;
}

/** Hooks in the application's own thread, where this Node has them in a form that works: cheaper, and not deprecated. */
function synchronousHooks(resolve: (id: string) => string): SynchronousHooks | undefined {
  if (!('registerHooks' in nodeModule)) return undefined;
  const check = require(resolve('import-in-the-middle/supports-sync-hooks.mjs')) as SynchronousHooks;
  if (!check.supportsSyncHooks()) return undefined;
  return require(resolve('import-in-the-middle/register-hooks.mjs')) as SynchronousHooks;
}
