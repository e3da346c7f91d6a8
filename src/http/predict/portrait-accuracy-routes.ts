import { seesEveryone } from '#access/scope.ts'
import type { PortraitAccuracyService } from '#predict/portrait-accuracy.ts'
import { ACCURACY_TARGET, FRESH_SECONDS, isFresh } from '#predict/portrait-accuracy.ts'
import { scopeOf } from '../access/authenticate.ts'
import type { TypedApp } from '../typed-app.ts'
import { PortraitAccuracy } from './portrait-accuracy-schemas.ts'

interface PortraitAccuracyParts {
  readonly portraitAccuracy: Pick<PortraitAccuracyService, 'rows' | 'ages' | 'days'>
}

/** How often what portraits said came true, and how old dynamic tags are. */
export function registerPortraitAccuracy(app: TypedApp, { portraitAccuracy }: PortraitAccuracyParts): void {
  app.get(
    '/portraits/accuracy',
    {
      config: { permission: 'segments:read', reach: 'scope' },
      schema: {
        tags: ['portraits'],
        summary: 'What portraits said at the time against what came, and the age of dynamic tags',
        response: { 200: PortraitAccuracy },
      },
    },
    async (request) => {
      const scope = scopeOf(request)
      const whole = seesEveryone(scope)
      const [rows, ages, days] = await Promise.all([
        portraitAccuracy.rows(scope, whole),
        portraitAccuracy.ages(),
        whole ? portraitAccuracy.days() : [],
      ])
      const checked = rows.reduce((sum, row) => sum + row.checked, 0)
      const hits = rows.reduce((sum, row) => sum + row.hits, 0)
      return {
        target: ACCURACY_TARGET,
        checked,
        hits,
        share: checked === 0 ? null : hits / checked,
        rows: [...rows],
        freshness: {
          targetSeconds: FRESH_SECONDS,
          tags: ages.length,
          fresh: ages.filter(isFresh).length,
          oldestSeconds: ages[0]?.ageSeconds ?? null,
          items: [...ages],
        },
        days: [...days],
      }
    },
  )
}
