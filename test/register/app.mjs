import OpenAI from 'openai';
import { useEveryEndpoint } from './use-every-endpoint.cjs';

await useEveryEndpoint(new OpenAI({ apiKey: 'any', maxRetries: 0 }));
