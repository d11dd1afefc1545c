/**
 * Stands for the promise of a call that is not sent. `parse()`, `stream()` and `withResponse()` go on from the SDK's own
 * promise by methods that a bare one does not have; by whichever the app goes on, it is this error that it meets.
 */
export function refusedCall(error: Error): Promise<never> {
  const promise: Promise<never> = Promise.reject(error);
  const onwards = ['asResponse', 'withResponse', 'parse', '_thenUnwrap'];
  for (const method of onwards) Object.defineProperty(promise, method, { value: () => promise });
  return promise;
}
