/**
 * npm run accuracy -- FILE.jsonl[.gz] [--json] [--worst N]
 *
 * Counts recorded calls with `countUsage` and compares each with what the vendor reported.
 */
import { parseArgs } from 'node:util';
import { countUsage } from '../../src/index.js';
import { completionError, type Measured, measure, promptError } from './measure.js';
import { operationOf, type RecordedCall, readRecords } from './records.js';
import { printReport, type Sample } from './report.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, worst: { type: 'string' } },
});
const file = positionals[0];
if (!file) {
  console.error('usage: npm run accuracy -- FILE.jsonl[.gz] [--json] [--worst N]');
  process.exit(2);
}

const samples = readRecords(file).flatMap((record): Sample[] => {
  const measured = measure(record);
  return measured ? [{ measured, record }] : [];
});
if (values.json) for (const { measured } of samples) console.log(JSON.stringify(summary(measured)));
else if (values.worst) printWorst(Number(values.worst));
else printReport(samples, line => console.log(line));

function summary({ id, endpoint, model, features, flags, reported, counted, lowerBound }: Measured) {
  return { id, endpoint, model, features, flags, reported, counted, lowerBound };
}

function printWorst(limit: number): void {
  const open = samples.filter(({ measured }) => !measured.excluded && measured.source === 'tiktoken');
  const misses = open
    .flatMap(({ measured, record }) => {
      const prompt = measured.promptLowerBound ? 0 : (promptError(measured) ?? 0);
      const completion = measured.completionLowerBound ? 0 : (completionError(measured) ?? 0);
      return prompt || completion ? [{ measured, record, prompt, completion }] : [];
    })
    .sort((a, b) => size(b) - size(a));
  for (const { measured, record, prompt, completion } of misses.slice(0, limit)) {
    const { id, repo, endpoint, model, feature, reported, counted } = measured;
    console.log(
      `${id} ${repo} ${endpoint} ${model} ${feature}: prompt ${signed(prompt)}, completion ${signed(completion)}`,
    );
    console.log(`  reported ${JSON.stringify(reported)} counted ${JSON.stringify(counted)}`);
    for (const [part, tokens] of partsOf(record)) console.log(`  ${String(tokens).padStart(8)} ${part}`);
  }
}

/** What each field of the request adds to the count: the count less that of the request without it. */
function partsOf(record: RecordedCall): [part: string, tokens: number][] {
  const operation = operationOf(record)!;
  const request = record.request as Record<string, unknown>;
  const { response } = record;
  const prompt = (body: unknown) =>
    countUsage({ provider: 'openai', operation, request: body, response }).promptTokens ?? 0;
  const whole = prompt(request);
  const fields = [
    'instructions',
    'tools',
    'functions',
    'tool_choice',
    'function_call',
    'response_format',
    'text',
  ];
  const list = operation === 'chat' ? 'messages' : 'input';
  const items = Array.isArray(request[list]) ? (request[list] as unknown[]) : [];
  return [
    ...fields
      .filter(field => request[field] !== undefined)
      .map((field): [string, number] => [field, whole - prompt({ ...request, [field]: undefined })]),
    ...items.map((_, index): [string, number] => [
      `${list}[${index}]`,
      whole - prompt({ ...request, [list]: items.filter((_, other) => other !== index) }),
    ]),
  ];
}

function size({ prompt, completion }: { prompt: number; completion: number }): number {
  return Math.max(Math.abs(prompt), Math.abs(completion));
}

function signed(error: number): string {
  return error > 0 ? `+${error}` : String(error);
}
