/** Writes the dashboards as Grafana imports them: `npm run dashboards`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboards, written } from './index.js';

for (const spec of dashboards) writeFileSync(join(__dirname, `${spec.uid}.json`), written(spec));
