import type { OperationName } from '../../genai/call.js';

/**
 * Where the vendor itself counted otherwise, so that older recordings are read as they were billed. A call that is
 * made now, or whose time is not known, takes the newest rules. docs/framing.md has the evidence.
 */
export interface Era {
  /** Chat's parallel outputs stand in the prompt with everything outside ASCII escaped. */
  readonly escapesOutputs: boolean;
  /** `tool_choice: "required"` in chat cost a little. */
  readonly requiredChoice: number;
  /** A stop sequence that was cut off is billed. */
  readonly billsStop: boolean;
  /** Around an image that is counted by patches. */
  readonly patchImage: number;
  /** Azure counts the token that ends a reply. */
  readonly azureStop: number;
}

const seconds = (date: string) => Date.parse(date) / 1000;
/** A recording with an earlier time has no real one. */
const FIRST = seconds('2023-01-01');
const CHOICE_IS_FREE = seconds('2024-10-15');
const STOP_IS_BILLED = seconds('2025-01-01');
const AZURE_COUNTS_STOP = seconds('2025-01-01');
const OUTPUTS_ARE_PLAIN = seconds('2026-03-01');
const PATCHES_ARE_BARE = seconds('2026-06-01');

export function eraOf(created: number | undefined, operation: OperationName): Era {
  const at = created !== undefined && created > FIRST ? created : Number.POSITIVE_INFINITY;
  return {
    escapesOutputs: at < OUTPUTS_ARE_PLAIN,
    requiredChoice: at < CHOICE_IS_FREE ? 2 : 0,
    billsStop: at >= STOP_IS_BILLED,
    patchImage: operation === 'chat' && at >= PATCHES_ARE_BARE ? 0 : 1,
    azureStop: at < AZURE_COUNTS_STOP ? 0 : 1,
  };
}
