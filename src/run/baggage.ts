import { type Context, propagation } from '@opentelemetry/api';
import * as semconv from '../genai/semconv.js';

/** Which run a context belongs to, as far as other processes are to know it. */
export interface RunIdentity {
  readonly id: string;
  readonly agentName?: string;
}

/** The context with the run as W3C baggage (https://www.w3.org/TR/baggage/): a service that is called learns of it. */
export function withRunBaggage(context: Context, { id, agentName }: RunIdentity): Context {
  const baggage = (propagation.getBaggage(context) ?? propagation.createBaggage())
    .removeEntry(semconv.GEN_AI_AGENT_NAME)
    .setEntry(semconv.AGENT_RUN_ID, { value: id });
  return propagation.setBaggage(
    context,
    agentName ? baggage.setEntry(semconv.GEN_AI_AGENT_NAME, { value: agentName }) : baggage,
  );
}

/** The run that a caller said it is in. */
export function runFromBaggage(context: Context): RunIdentity | undefined {
  const baggage = propagation.getBaggage(context);
  const id = baggage?.getEntry(semconv.AGENT_RUN_ID)?.value;
  return id ? { id, agentName: baggage?.getEntry(semconv.GEN_AI_AGENT_NAME)?.value } : undefined;
}

/** The context without the run: what a model's vendor is sent says nothing of it. */
export function withoutRunBaggage(context: Context): Context {
  const baggage = propagation.getBaggage(context);
  if (!baggage?.getEntry(semconv.AGENT_RUN_ID)) return context;
  return propagation.setBaggage(
    context,
    baggage.removeEntries(semconv.AGENT_RUN_ID, semconv.GEN_AI_AGENT_NAME),
  );
}
