const OpenAI = require('openai');
const { useEveryEndpoint } = require('./use-every-endpoint.cjs');

useEveryEndpoint(new OpenAI({ apiKey: 'any', maxRetries: 0 }));
