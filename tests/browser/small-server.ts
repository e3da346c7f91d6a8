import { strategyLibrary } from '#decide/strategy-library.ts'
import { NOW } from '../http/support/house.ts'
import { fillSmallShop } from '../http/support/small-shop.ts'
import { openConsoleHouse } from '../support/console-house.ts'
import type { ConsoleHouse } from '../support/console-house.ts'

/** A running shop of forty scored customers: enough to act on people, and there in seconds. */
export function startSmallServer(): Promise<ConsoleHouse> {
  return openConsoleHouse({
    start: NOW,
    seed: async (house) => {
      await fillSmallShop(house)
      await house.db
        .updateTable('strategies')
        .set({ state: 'retired', definition: JSON.stringify(strategyLibrary('CNY')[0]?.definition) })
        .execute()
    },
  })
}
