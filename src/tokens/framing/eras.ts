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

export function eraOf(created: number | undefined, operation: OperationName): Era {
  const at = created !== undefined && created > FIRST ? created : Number.POSITIVE_INFINITY;
  return {
    escapesOutputs: at < seconds('2026-03-01'),
    requiredChoice: at < seconds('2024-10-15') ? 2 : 0,
    billsStop: at >= seconds('2025-01-01'),
    patchImage: operation === 'chat' && at >= seconds('2026-06-01') ? 0 : 1,
    azureStop: at < seconds('2025-01-01') ? 0 : 1,
  };
}
