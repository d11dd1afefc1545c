/** The `--import` door: instruments the application that starts after it, and sends its runs over OTLP. */
import { TokenInstrumentation } from './instrumentation/token-instrumentation.js';
import { endRunsOnSignals } from './run/exit.js';
import { settingsFromEnvironment } from './settings.js';
import { startProviderWhenNeeded } from './telemetry/tracer.js';

new TokenInstrumentation(settingsFromEnvironment(process.env));

endRunsOnSignals();
startProviderWhenNeeded(() => {
  // The SDK is loaded at the first call, and only if the application has not set up one of its own by then.
  const { startSdk } = require('./setup.js') as typeof import('./setup.js');
  startSdk();
});
