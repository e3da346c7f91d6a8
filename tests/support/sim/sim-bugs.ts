/**
 * Faults that are planted into the ports of the simulated world, one at a time: what a careless change of the product or of an engine's settings would do.
 * The checks must find every one of them; that is what proves the checks.
 */
export const SIM_BUGS = {
  'acknowledge-before-commit': 'a request is answered while its commit is still on its way',
  'commit-without-fsync': 'the relational store answers a commit that is only in memory',
  'insert-without-fsync': 'the analytical store answers an insert that is only in memory',
  'dedupe-forgets-at-restart': 'a process knows only the messages that it stored itself',
  'receipts-by-time-alone': 'a loader takes what another server received in the same millisecond for its own unfinished attempt',
  'counted-before-commit': 'the counters of a load are committed before the load is',
  'inbox-emptied-at-lease': 'a request leaves the inbox when it is taken up, not when it is stored',
  'two-loaders': 'two processes load the same requests at the same time',
  'refused-not-kept': 'a message that is refused is counted and not kept',
  'replay-in-two-commits': 'a refused message is closed in one commit and put back into the inbox in another',
  'signal-before-commit': 'what a load stored is signalled before the load is committed',
  'orders-of-fresh-events-only': 'what an event says of an order is recorded by the attempt that stores the event, and by no later one',
  'merge-without-edge': 'two customers become one and the log does not say why',
  'merge-not-told': 'what a crash kept from the analytical store is never told to it',
  'identity-kept-across-rollback': 'a process remembers people of a change that was rolled back',
  'consent-remembered': 'a process asks once for the consent of a person and remembers the answer',
} as const

export type SimBug = keyof typeof SIM_BUGS
