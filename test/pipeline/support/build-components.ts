import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface Project {
  provide(key: 'components', value: Readonly<Record<string, string>> | string): void;
}

/** Builds what is missing, once for all test files; see `components/build.sh`. */
export default function setup(project: Project): void {
  try {
    const lines = execFileSync(join(__dirname, '../components/build.sh'), {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    project.provide(
      'components',
      Object.fromEntries(
        lines
          .trim()
          .split('\n')
          .map(line => line.split('=', 2)),
      ),
    );
  } catch (error) {
    // 75: a part is missing and cannot be built here, which the script has said.
    if ((error as { status?: number }).status !== 75) throw error;
    project.provide('components', 'a component is missing');
  }
}
