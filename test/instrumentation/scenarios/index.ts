import { cancelling } from './cancelling.js';
import { clients } from './clients.js';
import { endpoints } from './endpoints.js';
import { helpers } from './helpers.js';
import { promises } from './promises.js';
import type { Scenario } from './scenario.js';
import { streams } from './streams.js';
import { untouched } from './untouched.js';

export type { App, ExpectedSpan, OpenAIModule, Scenario } from './scenario.js';

export const scenarios: readonly Scenario[] = [
  ...promises,
  ...streams,
  ...endpoints,
  ...helpers,
  ...cancelling,
  ...clients,
  ...untouched,
];
