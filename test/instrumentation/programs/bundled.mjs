// Everything of it is bundled into one file, this package too.
import { agentRun, instrument } from '@lavague-tokens/otel';
import { NodeSDK } from '@opentelemetry/sdk-node';
import OpenAI from 'openai';
import { call } from './one-call.mjs';

const sdk = new NodeSDK();
sdk.start();
instrument(OpenAI);
agentRun('bundled', () => call()).then(() => sdk.shutdown());
