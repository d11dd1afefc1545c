import { providers } from '../providers/index.js';
import { watchRequests } from '../run/requests.js';
import { patchClient } from './patch.js';

/**
 * Instruments a client's class by hand: for bundled applications, where no import can be hooked. Doing it twice
 * changes nothing.
 *
 * @param client the class, such as `OpenAI` of the package `openai`
 * @returns what undoes it
 * @throws TypeError for anything that is not a supported client class
 * @example
 * import OpenAI from 'openai';
 * const undo = instrument(OpenAI);
 */
export function instrument(client: unknown): () => void {
  const undos = providers.flatMap(provider => patchClient(client, provider) ?? []);
  if (undos.length === 0) {
    throw new TypeError(
      'instrument() takes the class of a client: write instrument(OpenAI), not instrument(new OpenAI())',
    );
  }
  watchRequests();
  return () => {
    for (const undo of undos) undo();
  };
}
