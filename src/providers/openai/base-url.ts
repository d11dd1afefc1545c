import { remember } from '../../genai/remember.js';

/** `gen_ai.provider.name` by host, longest suffix first; hosts from each vendor's OpenAI-compatibility page. */
const providersByHost: readonly (readonly [suffix: string, provider: string])[] = [
  ['openai.azure.com', 'azure.ai.openai'],
  ['cognitiveservices.azure.com', 'azure.ai.openai'],
  ['services.ai.azure.com', 'azure.ai.inference'],
  ['models.inference.ai.azure.com', 'azure.ai.inference'],
  ['api.openai.com', 'openai'],
  ['api.groq.com', 'groq'],
  ['api.deepseek.com', 'deepseek'],
  ['api.mistral.ai', 'mistral_ai'],
  ['api.perplexity.ai', 'perplexity'],
  ['api.x.ai', 'x_ai'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
  ['aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['api.anthropic.com', 'anthropic'],
  ['api.cohere.ai', 'cohere'],
  ['api.together.xyz', 'together_ai'],
  ['api.fireworks.ai', 'fireworks_ai'],
  ['openrouter.ai', 'openrouter'],
];

/** The provider a client talks to. An unknown host speaks OpenAI's protocol and is called `openai`. */
export function providerFromBaseUrl(baseUrl: string | undefined): string {
  return baseUrl === undefined ? 'openai' : providerOf(baseUrl);
}

const providerOf = remember(baseUrl => {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '';
  const match = providersByHost.find(([suffix]) => host === suffix || host.endsWith(`.${suffix}`));
  return match ? match[1] : 'openai';
});
