import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import {
  InstrumentationBase,
  type InstrumentationConfig,
  InstrumentationNodeModuleDefinition,
} from '@opentelemetry/instrumentation';
import { providers } from '../providers/index.js';
import type { Provider } from '../providers/provider.js';
import { type RunOptions, setRunOptions } from '../run/options.js';
import { watchRequests } from '../run/requests.js';
import { checkOptions } from '../settings.js';
import { failsafe, warnOnce } from '../telemetry/failsafe.js';
import { useMeterProvider } from '../telemetry/metrics.js';
import { name, version } from '../telemetry/scope.js';
import { useTracerProvider } from '../telemetry/tracer.js';
import { hookImports } from './hook-imports.js';
import { warnOfLoadedCopies } from './loaded-before.js';
import { patchClient } from './patch.js';

export interface TokenInstrumentationConfig extends InstrumentationConfig, RunOptions {}

const OPTIONS = [
  'enabled',
  'agent',
  'log',
  'prices',
  'models',
  'budget',
  'onExceeded',
  'metrics',
  'captureContent',
  'contentMaxBytes',
  'redactContent',
] as const satisfies readonly (keyof TokenInstrumentationConfig)[];

/**
 * Counts the tokens of every call that an application's clients make, for an OpenTelemetry SDK of the
 * application's own.
 *
 * @throws TypeError for an option that does not exist
 * @example
 * new NodeSDK({ instrumentations: [new TokenInstrumentation()] }).start();
 */
export class TokenInstrumentation extends InstrumentationBase<TokenInstrumentationConfig> {
  // `declare`: a field set here would be wiped after `super()` has called `init()`.
  declare private undos: (() => void)[];

  constructor(config: TokenInstrumentationConfig = {}) {
    checkOptions(config, OPTIONS);
    super(name, version, config);
    setRunOptions(config);
    // Later, when the application has said where warnings go.
    if (this.isEnabled()) setImmediate(() => warnOfLoadedCopies(providers));
  }

  protected override init(): InstrumentationNodeModuleDefinition[] {
    this.undos = [];
    return providers.map(provider => {
      const definition = new InstrumentationNodeModuleDefinition(
        provider.module,
        // A newer major is tried as well; see `warnUntested`.
        ['*'],
        (exports: unknown, moduleVersion) => {
          warnUntested(provider, moduleVersion);
          const undo = failsafe(`patch ${provider.module}`, () => patchClient(exports, provider));
          if (undo) this.undos.push(undo);
          return exports;
        },
        () => {
          for (const undo of this.undos.splice(0)) undo();
        },
      );
      return Object.assign(definition, { includePrerelease: true });
    });
  }

  override enable(): void {
    watchRequests();
    hookImports(providers.map(provider => provider.module));
    super.enable();
  }

  override setTracerProvider(provider: TracerProvider): void {
    super.setTracerProvider(provider);
    useTracerProvider(provider);
  }

  override setMeterProvider(provider: MeterProvider): void {
    super.setMeterProvider(provider);
    useMeterProvider(provider);
  }
}

function warnUntested(provider: Provider, moduleVersion: string | undefined): void {
  const major = Number(moduleVersion?.split('.')[0]);
  if (major >= 8) {
    warnOnce(
      `${provider.module} ${moduleVersion} is newer than what was tested (${provider.versions}): trying it`,
    );
  }
}
