import type { AppParts } from '#http/app.ts'
import { readDemoTruth } from './demo-truth.ts'
import type { House } from './house.ts'
import { removeAttribute } from './remove-attribute.ts'
import { sampleFile } from './sample-files.ts'
import { SampleShop } from './sample-shop.ts'

/** The house, with what its routes need that no stage has alone. */
export function appParts(house: House, sampleCustomers?: number): AppParts {
  const { engines, disk, intake, settings, project, clock } = house
  return {
    ...house,
    health: {
      check: async () => {
        const { postgres, clickhouse } = engines.health()
        return { relational: postgres === 'up', analytical: clickhouse === 'up', diskFull: await disk.isFull() }
      },
      noteDiskFull: () => disk.noteFull(),
      oldestWaiting: () => intake.oldest(),
    },
    publicUrl: house.config.publicUrl,
    removeAttribute: (name) => removeAttribute(house, name),
    sampleFile: (kind, language) => sampleFile(kind, language, project.country, clock.now()),
    sampleShop: new SampleShop(house, sampleCustomers),
    demoTruth: () => readDemoTruth(settings),
  }
}
