import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './support/collector.js';
import { binary, isMissing } from './support/components.js';

const promtool = (...args: readonly string[]) =>
  execFileSync(binary('promtool'), args, { cwd: join(root, 'deploy/compose'), encoding: 'utf8' });

describe.skipIf(isMissing)('Prometheus', () => {
  test('takes its configuration and its rules', () => {
    expect(promtool('check', 'config', 'prometheus.yaml')).toContain('SUCCESS: 7 rules found');
  });

  test('alerts when it should, and only then', () => {
    expect(promtool('test', 'rules', 'alerts.test.yaml')).toContain('SUCCESS');
  });
});
