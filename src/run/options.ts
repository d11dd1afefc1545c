/** How runs are named and reported. */
export interface RunOptions {
  /** The name of the process's run: `gen_ai.agent.name`. */
  readonly agent?: string;
  /** What is printed to standard error at the end of a run. */
  readonly log?: 'json' | 'summary';
}

let options: RunOptions = {};

export function setRunOptions(chosen: RunOptions): void {
  options = { ...options, ...chosen };
}

export function runOptions(): RunOptions {
  return options;
}
