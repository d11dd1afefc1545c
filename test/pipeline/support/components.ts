import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Paths of the binaries by name; a word where they are not there. */
    components: Readonly<Record<string, string>> | string;
  }
}

export type Component = 'otelcol' | 'jaeger' | 'tempo' | 'prometheus' | 'promtool';

/** Where a component is. @throws Error where `build.sh` could not provide it. */
export function binary(name: Component): string {
  const components = inject('components');
  const path = typeof components === 'string' ? undefined : components[name];
  if (path === undefined) throw new Error(`There is no ${name} here`);
  return path;
}

/** Whether the tests of the pipeline can run here: `describe.skipIf(isMissing)`. */
export const isMissing = typeof inject('components') === 'string';

/** Leaves out the tests that wait a minute: `LAVAGUE_TOKENS_PIPELINE=short`. */
export const isShort = process.env['LAVAGUE_TOKENS_PIPELINE'] === 'short';
