import { defineProvider } from '../provider.js';
import { providerFromBaseUrl } from './base-url.js';
import { readChatRequest, readChatResponse } from './chat.js';
import { foldChatChunks } from './chat-chunks.js';
import { foldCompletionChunks, readCompletionRequest, readCompletionResponse } from './completions.js';
import { chatRequestContent, chatResponseContent } from './content/chat.js';
import { completionRequestContent, completionResponseContent } from './content/completions.js';
import { responsesRequestContent, responsesResponseContent } from './content/responses.js';
import { readEmbeddingsRequest, readEmbeddingsResponse } from './embeddings.js';
import { foldResponseEvents } from './response-events.js';
import { readResponsesRequest, readResponsesResponse } from './responses.js';
import { totalRequest, totalResponse } from './total.js';

/** The `openai` package. `parse()`, `stream()` and `runTools()` all end in the `create` methods named here. */
export const openai = defineProvider({
  module: 'openai',
  versions: ['>=4 <8'],
  name: providerFromBaseUrl,
  operations: [
    {
      target: 'Chat.Completions.prototype.create',
      operation: 'chat',
      request: totalRequest('chat', readChatRequest),
      response: totalResponse(readChatResponse),
      chunks: foldChatChunks,
      content: { request: chatRequestContent, response: chatResponseContent },
      serviceTier: 'service_tier',
      usage: {
        input: 'prompt_tokens',
        output: 'completion_tokens',
        cacheRead: 'prompt_tokens_details.cached_tokens',
        cacheWrite: 'prompt_tokens_details.cache_write_tokens',
        reasoning: 'completion_tokens_details.reasoning_tokens',
        audioInput: 'prompt_tokens_details.audio_tokens',
        audioOutput: 'completion_tokens_details.audio_tokens',
      },
    },
    {
      target: 'Responses.prototype.create',
      operation: 'responses',
      request: totalRequest('responses', readResponsesRequest),
      response: totalResponse(readResponsesResponse),
      chunks: foldResponseEvents,
      content: { request: responsesRequestContent, response: responsesResponseContent },
      serviceTier: 'service_tier',
      usage: {
        input: 'input_tokens',
        output: 'output_tokens',
        cacheRead: 'input_tokens_details.cached_tokens',
        cacheWrite: 'input_tokens_details.cache_write_tokens',
        reasoning: 'output_tokens_details.reasoning_tokens',
      },
    },
    {
      target: 'Embeddings.prototype.create',
      operation: 'embeddings',
      request: totalRequest('embeddings', readEmbeddingsRequest),
      response: totalResponse(readEmbeddingsResponse),
      usage: { input: 'prompt_tokens' },
    },
    {
      target: 'Completions.prototype.create',
      operation: 'text_completion',
      request: totalRequest('text_completion', readCompletionRequest),
      response: totalResponse(readCompletionResponse),
      chunks: foldCompletionChunks,
      content: { request: completionRequestContent, response: completionResponseContent },
      usage: { input: 'prompt_tokens', output: 'completion_tokens' },
    },
  ],
});
