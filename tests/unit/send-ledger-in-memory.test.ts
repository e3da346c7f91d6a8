import { sendLedgerCase } from '../contract/send-ledger.case.ts'
import { ledgerPorts } from '../support/sim/send/ledger-ports.ts'
import { MemoryLedger } from '../support/sim/send/memory-ledger.ts'

// The ledger of the simulation keeps the same rules as the product's: tests/contract/send-ledger.test.ts runs them there.

sendLedgerCase(() => {
  const ledger = new MemoryLedger()
  return Promise.resolve({
    ...ledgerPorts(ledger, (_, effect) => Promise.resolve().then(effect)),
    customers: ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'],
    row: (sendKey) => {
      const row = ledger.rows.get(sendKey)
      return row === undefined ? Promise.reject(new Error(`There is no ${sendKey}.`)) : Promise.resolve(row)
    },
  })
})
