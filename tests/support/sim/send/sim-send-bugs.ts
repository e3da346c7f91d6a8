/**
 * Faults that are planted into the simulated sending, one at a time: what a careless change of the product or of its store would do. The books must tell of every one.
 */
export const SEND_BUGS = {
  'commit-without-fsync': 'the store answers a commit that is only in memory',
  'send-before-commit': 'a message leaves while its hand-over is still on its way to the ledger',
  'lost-is-planned': 'what was handed over by a node that died is planned again',
  'timeout-is-no': 'no answer from the provider is taken for a no',
  'silence-is-not-sent': 'a provider that cannot say is taken for one that does not have the message',
  'no-fencing': 'a worker that lost its claim goes on with it',
  'repeat-anywhere': 'what one account may repeat is given to another',
  'promise-without-end': 'a message is repeated after the provider has forgotten its key',
  'consent-remembered': 'a node asks once for the consent of a customer and remembers the answer',
  'claimed-goes-on': 'a withdrawal ends what is planned and not what is claimed',
  'uncertain-not-counted': 'messages whose outcome is unknown do not count against the caps',
  'day-of-each-node': 'each node counts the daily limit of an account for itself',
  'cursor-before-rows': 'a broadcast moves its cursor before the rows of the block are there',
  'key-of-the-attempt': 'planning a block again makes new keys',
  'control-group-of-plan-only': 'who is held out of everything is looked at when a contact is planned and never again',
  'recorded-before-written': 'a send counts as written down before its touches are',
  'early-receipt-dropped': 'a receipt that comes before the commit of its message is dropped',
  'quiet-by-server': 'quiet hours go by the clock of the server and not of the customer',
  'pause-not-asked': 'the pause of a broadcast is written down, and none of its sends asks for it',
  'clock-of-the-node': 'a node sends by its own clock and not by that of the store, which all nodes share',
  'resume-forgets': 'a broadcast goes on and what was held of it does not',
} as const

export type SendBug = keyof typeof SEND_BUGS
