globalThis.startedSdk = require('./open-telemetry.cjs').openTelemetry();
